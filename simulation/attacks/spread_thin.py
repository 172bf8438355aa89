"""Many devices, each of which plays the payee now and then, with popular songs in between as cover."""

from numpy.random import Generator

from simulation.attacks.attack import Attack, Plan, burner, campaign, disguise
from simulation.chance import Ways
from simulation.cohorts.person import person, uplink
from simulation.device import MINUTE_MS, Device, one_ear
from simulation.listening import stretch
from simulation.places import near, somewhere
from simulation.truth import Label
from simulation.world import World


def make(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    weak = 1 - plan.strength
    catalogue = world.catalogue
    payee = catalogue.obscure(random, 15)
    songs = catalogue.songs_of(payee)
    share = ways.between("share", 0.25, 0.5) * (0.25 + 0.75 * plan.strength)
    sessions = ways.between("sessions", 1.5, 4)
    minutes = ways.between("minutes", 25, 70)
    daily = sessions * minutes * 60 / 215 * share
    devices, days = campaign(random, world, plan, daily, 15, ways.count("devices", 30, 150))
    rooms = [somewhere(random) for _ in range(ways.count("rooms", 1, 4) + round(weak * 8))]
    old = ways.between("days_old", 3, 60)
    steady = weak < 0.3
    found = []
    for _ in range(devices):
        who = person(random, world)
        who.home = near(random, rooms[int(random.integers(len(rooms)))], 0.05 + weak * 2)
        drafts = disguise(random, world, who, plan.strength, 0.7)
        for number in days:
            for _ in range(int(random.poisson(sessions))):
                begin = world.at(number, float(random.uniform(0 if steady else 6, 24)))
                length = int(minutes * random.lognormal(0, 0.1 + 0.4 * weak) * MINUTE_MS)
                played = stretch(
                    random, catalogue, begin, begin + length, catalogue.popular, gap_s=3 + 4 * weak, skips=0.15 * weak
                )
                paid = random.random(len(played)) < share
                played.songs[paid] = random.choice(songs, int(paid.sum()))
                played.heard[paid] = (played.heard[paid] * random.uniform(0.9, 1.0, int(paid.sum()))).astype(int)
                notes = who.ear.hears(random, played, who.home, Label.COVER)
                for note, fraud in zip(notes, paid.tolist(), strict=True):
                    note.label = Label.FRAUD if fraud else Label.COVER
                drafts.extend(notes)
        source = burner(random, world, plan, old)
        found.append(Device(source, "phones", one_ear(drafts), uplink(random), payee=payee))
    return found


SPREAD_THIN = Attack("spread_thin", make)
