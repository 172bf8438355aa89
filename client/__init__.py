"""A device of Injyana: its key, its registration, its tokens, and its signed requests; and a service account.

Written to be read and copied by whoever writes an app in another language: it needs none of Injyana's other packages.
`docs/devices.md` explains each step.
"""
