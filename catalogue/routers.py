"""The service's calls, each thin over a use case."""

from catalogue.artists import routes as artists
from catalogue.imports import routes as imports
from catalogue.shares import routes as shares
from catalogue.songs import routes as songs
from catalogue.stations import routes as stations
from catalogue.uploads import routes as uploads
from catalogue.venues import routes as venues
from catalogue.works import routes as works

ROUTERS = tuple(each.router for each in (artists, songs, works, shares, uploads, imports, venues, stations))
