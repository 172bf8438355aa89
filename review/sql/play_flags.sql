SELECT rule, severity, score, evidence, details, contributions, rules_version AS version
FROM fraud_flags WHERE event_id = %(event_id)s AND (%(everything)s OR severity <> 'note')
ORDER BY score DESC, rule
