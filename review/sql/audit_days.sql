SELECT day FROM review_audit_days WHERE day = ANY (%(days)s)
