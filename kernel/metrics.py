"""Every metric of every process, by name, in seconds, records, francs or as an index; labels are closed sets."""

from prometheus_client import Counter, Gauge, Histogram

FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
WAY = (0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 600.0)

# gateway
HTTP_REQUESTS = Counter("injyana_http_requests", "HTTP requests answered", ["route", "status"])
HTTP_SECONDS = Histogram("injyana_http_request_seconds", "Time to answer a request", ["route"], buckets=FAST)
GATEWAY_ITEMS = Counter("injyana_gateway_items", "Items by source type and answer", ["source_type", "result"])
GATEWAY_REJECTIONS = Counter("injyana_gateway_rejections", "Rejected items by code", ["code"])
GATEWAY_UNKNOWN_FIELDS = Counter("injyana_gateway_unknown_fields", "Fields ignored because no rule names them")
GATEWAY_IN_FLIGHT = Gauge("injyana_gateway_in_flight", "Items handed to Kafka and not yet acknowledged")
GATEWAY_ACK_SECONDS = Histogram("injyana_gateway_ack_seconds", "Time from produce to acknowledgement", buckets=FAST)

# stages: a stage is one Faust app; its input is named by topic
STAGE_RECORDS = Counter("injyana_stage_records", "Input records committed", ["stage", "topic"])
STAGE_OUTPUTS = Counter("injyana_stage_outputs", "Output records committed", ["stage", "topic"])
STAGE_BATCH_SECONDS = Histogram(
    "injyana_stage_batch_seconds", "One partition's batch, to commit", ["stage"], buckets=FAST
)
STAGE_LATENCY = Histogram(
    "injyana_stage_latency_seconds", "From the gateway's receipt to this stage's commit", ["stage"], buckets=WAY
)
STAGE_LAG = Gauge("injyana_stage_lag_records", "Records not yet committed", ["stage", "topic", "partition"])
STAGE_STATE = Gauge("injyana_stage_state_entries", "Keys held in state", ["stage", "topic", "partition"])
DEAD_LETTERS = Counter("injyana_dead_letters", "Records sent to the dead letters", ["stage", "topic", "error"])
RECOGNITIONS = Counter(
    "injyana_recognitions", "Detections by outcome: a method, or the reason of none", ["source_type", "outcome"]
)
INDEX_SONGS = Gauge("injyana_index_songs", "Songs in the recognition index")
VERDICTS = Counter("injyana_verdicts", "Plays by verdict", ["source_type", "verdict"])
FRAUD_HITS = Counter("injyana_fraud_hits", "Hits by rule", ["rule"])
FRAUD_SCORES = Counter("injyana_fraud_scores", "Plays by the band that their score lies in", ["source_type", "band"])
FRAUD_MODEL_LIVE = Gauge("injyana_fraud_model_live", "1 where a model judged the latest plays", ["source_type"])
FRAUD_DRIFT = Gauge("injyana_fraud_drift", "Population stability index of the latest plays", ["source_type", "feature"])

# second look at what the ledger holds
SECOND_LOOK_AGE = Gauge(
    "injyana_second_look_waiting_seconds", "Age of the oldest finding that was not yet made into holds; 0 for none"
)
SECOND_LOOK_PLAYS = Counter("injyana_second_look_plays", "Plays that findings held or released", ["verdict"])
REPUTATIONS = Counter("injyana_reputations", "Reputations published")

# late matching of what was not recognised
LATE_MATCHES = Counter(
    "injyana_late_matches", "Unrecognised detections matched again, by what they are now", ["outcome"]
)
LATE_MATCHING_BEHIND = Gauge(
    "injyana_late_matching_behind_seconds", "How long the detection left longest has waited to be matched; 0 for none"
)

# unknown recordings among what was not recognised
UNKNOWN_HEARINGS = Counter(
    "injyana_unknown_hearings", "Unrecognised fingerprints compared with each other", ["outcome"]
)
UNKNOWN_RECORDINGS = Gauge(
    "injyana_unknown_recordings", "Unknown recordings that were heard at least so often", ["least"]
)
UNKNOWN_BEHIND = Gauge(
    "injyana_unknown_waiting", "Unrecognised fingerprints that were not yet compared with each other"
)

# fallback: what outside services are asked
FALLBACK_QUESTIONS = Counter("injyana_fallback_questions", "Questions sent", ["service"])
FALLBACK_OUTCOMES = Counter("injyana_fallback_outcomes", "Questions by what became of them", ["service", "outcome"])
FALLBACK_FAILURES = Counter("injyana_fallback_failures", "Questions that were not answered", ["service", "kind"])
FALLBACK_BREAKER = Gauge(
    "injyana_fallback_breaker", "0 closed, 1 one trial, 2 open: the service is left alone", ["service"]
)
FALLBACK_BUDGET_LEFT = Gauge("injyana_fallback_budget_left", "Questions that may still be asked today", ["service"])
FALLBACK_WAITING = Gauge("injyana_fallback_waiting", "Questions that wait", ["service"])

# sinks
SINK_RECORDS = Counter("injyana_sink_records", "Records written and committed", ["sink", "topic"])
SINK_BATCH_SECONDS = Histogram("injyana_sink_batch_seconds", "One flush, to commit", ["sink"], buckets=FAST)
SINK_LAG = Gauge("injyana_sink_lag_records", "Records not yet written", ["sink", "topic", "partition"])
LEDGER_LATENCY = Histogram(
    "injyana_ledger_latency_seconds", "From the gateway's receipt to the ledger's commit", buckets=WAY
)
LEDGER_ALREADY = Counter("injyana_ledger_already", "Records whose id the ledger held already", ["topic"])
LEDGER_DUPLICATES = Counter("injyana_ledger_duplicates", "Plays with the verdict duplicate, which count nowhere")
LEDGER_CONFLICTS = Counter("injyana_ledger_conflicts", "Records under a held id with other content", ["topic"])
LIVE_FIGURES = Gauge("injyana_live_figures", "1 while Redis holds a complete version of the live figures")

# reconciliation
RECONCILIATION_GAPS = Gauge("injyana_reconciliation_gaps", "Gaps that are open", ["kind"])
RECONCILIATION_AGE = Gauge("injyana_reconciliation_age_seconds", "Time since the last run ended")
RECONCILIATION_IN_FLIGHT = Gauge("injyana_reconciliation_in_flight", "Accepted detections on their way at the last run")

# outbox
OUTBOX_PUBLISHED = Counter("injyana_outbox_published", "Outbox rows published", ["topic"])
OUTBOX_WAITING = Gauge("injyana_outbox_waiting", "Outbox rows not yet published")

# review
CATALOGUE_JOBS = Gauge("injyana_catalogue_jobs", "Files that wait to be read, or are read", ["kind"])
CATALOGUE_OLDEST = Gauge("injyana_catalogue_oldest_job_seconds", "Since when the oldest of them waits", ["kind"])

REVIEW_CASES = Gauge("injyana_review_cases", "Cases that wait for people", ["kind"])
REVIEW_PLAYS = Gauge("injyana_review_plays", "Plays that wait for people", ["kind"])
REVIEW_STAKE = Gauge("injyana_review_waiting_francs", "What the waiting plays are worth, estimated", ["kind"])
REVIEW_OLDEST = Gauge("injyana_review_oldest_seconds", "Since when the oldest play waits", ["kind"])
REVIEW_DECISIONS = Counter("injyana_review_decisions", "Decisions by what became of them", ["kind", "verdict", "state"])
REVIEW_APPEALS = Counter("injyana_review_appeals", "Appeals made", ["appellant"])
REVIEW_OVERTURNED = Gauge(
    "injyana_review_overturned_ratio", "Plays of 30 days that people judged otherwise than the machine had", ["of"]
)

# identity
IDENTITY_SIGN_INS = Counter("injyana_identity_sign_ins", "Tries to sign in by what became of them", ["outcome"])
IDENTITY_REUSED = Counter("injyana_identity_refresh_tokens_reused", "Refresh tokens that came twice")
IDENTITY_MESSAGES = Counter(
    "injyana_identity_messages", "Messages to people by what became of them", ["channel", "outcome"]
)
IDENTITY_MESSAGES_OLDEST = Gauge("injyana_identity_messages_oldest_seconds", "Since when the oldest message waits")

# every consumer
RECORDS_GONE = Gauge(
    "injyana_records_gone",
    "1 while a group stands still because records are gone that it has not read",
    ["group", "topic"],
)

# radio detectors
RADIO_AUDIO = Counter("injyana_radio_audio_seconds", "Audio of the station that was listened to")
RADIO_AUDIO_AGE = Gauge("injyana_radio_audio_age_seconds", "Time since audio of the station last came")
RADIO_CONNECTIONS = Counter("injyana_radio_connections", "Times that the station's stream was opened")
RADIO_PLAYS = Counter("injyana_radio_plays", "Plays over, and what the gateway answered", ["outcome"])
RADIO_SPOOLED = Gauge("injyana_radio_spooled_plays", "Plays that wait for the gateway")

# every process
READY = Gauge("injyana_ready", "1 while the process can do its work")
PROGRESS_AGE = Gauge("injyana_progress_age_seconds", "Time since the process last made progress or had nothing to do")
