-- One decision of a person at a time, by somebody who is still allowed to decide.
SELECT standing FROM users WHERE user_id = %(me)s AND role IN ('admin', 'reviewer') AND standing = 'active'
FOR NO KEY UPDATE
