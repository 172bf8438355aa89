SELECT plays, revisions FROM review_versions WHERE kind = %(kind)s AND key = %(key)s AND version = %(version)s
