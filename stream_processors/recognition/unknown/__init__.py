"""Unknown recordings: what matched no song is compared with itself, so that what is heard often is named once."""
