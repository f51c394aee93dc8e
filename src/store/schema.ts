/** Raised with every change of the tables; `openDatabase` brings older files up to it. */
export const SCHEMA_VERSION = 1;

/**
 * Answers are content-addressed and never change. Everything else refers to them by recomputing their keys, so a table
 * of links is not needed and an answer serves every run that asks the same.
 */
export const SCHEMA = `
CREATE TABLE answers (
	key TEXT PRIMARY KEY,
	kind TEXT NOT NULL,
	body BLOB NOT NULL
) STRICT;

CREATE TABLE models (
	identity TEXT PRIMARY KEY,
	description TEXT NOT NULL
) STRICT;

CREATE TABLE files (
	path TEXT PRIMARY KEY,
	size INTEGER NOT NULL,
	modified REAL NOT NULL,
	sha256 TEXT NOT NULL
) STRICT;

CREATE TABLE runs (
	number INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	digest TEXT NOT NULL,
	request TEXT NOT NULL,
	command TEXT NOT NULL,
	state TEXT NOT NULL,
	started TEXT NOT NULL,
	finished TEXT,
	pid INTEGER NOT NULL,
	process_started TEXT NOT NULL,
	target TEXT NOT NULL,
	documents INTEGER NOT NULL,
	headline TEXT NOT NULL,
	result TEXT
) STRICT;
CREATE INDEX runs_by_digest ON runs (digest);

CREATE TABLE run_models (
	run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
	role TEXT NOT NULL,
	identity TEXT NOT NULL,
	PRIMARY KEY (run, role)
) STRICT;

CREATE TABLE texts (
	sha256 TEXT PRIMARY KEY,
	text TEXT NOT NULL
) STRICT;

CREATE TABLE run_documents (
	run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
	set_name TEXT NOT NULL,
	position INTEGER NOT NULL,
	path TEXT NOT NULL,
	file TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	questions TEXT NOT NULL,
	PRIMARY KEY (run, set_name, position)
) STRICT;
CREATE INDEX run_documents_by_file ON run_documents (file);
`;
