-- The tables of the store. Paths and names are kept as the bytes they are, which need not be UTF-8.
-- Columns of a place in the source, the same everywhere: file (NULL: no place), line, col, end_line,
-- end_col, offset, length, origin (0 plain, 1 macro argument, 2 macro body), macro, macro_file,
-- macro_line, macro_col.

-- `version` holds schema, tool and libclang: a store of another version is built anew. `findings` is a
-- digest of all findings and of what was not checked: a run writes them when they are others.
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- A file as it was when some unit read it: `hash` is the XXH3-128 of its content. As many rows of a
-- path as there are contents that units were parsed with; 0 for a file that some unit looked for and
-- that was not there.
CREATE TABLE file (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  hash_low INTEGER NOT NULL,
  hash_high INTEGER NOT NULL,
  system INTEGER NOT NULL,
  UNIQUE (path, hash_low, hash_high, system)
);

-- A function definition; `ir` is its binary form and `hash` the XXH3-128 of that. A function of a
-- header that several units define alike is one row.
CREATE TABLE function (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  symbol TEXT NOT NULL,
  name TEXT NOT NULL,
  file TEXT,
  line INTEGER NOT NULL,
  ir BLOB NOT NULL
);
CREATE INDEX function_symbol ON function (symbol);

-- A declaration with its annotations, kept like functions: `ir` is its binary form.
CREATE TABLE declaration (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  symbol TEXT NOT NULL,
  words TEXT,
  ir BLOB NOT NULL
);
CREATE INDEX declaration_symbol ON declaration (symbol);

-- A translation unit: its main file as compiled with certain arguments (their digest). `failure`
-- says why nothing is known of it. `files`, `functions` and `declarations` are ids of rows in the
-- order in which the unit has them, as JSON arrays. `remarks` is a digest of its facts, suppressions
-- and problems, 0 when it has none.
CREATE TABLE unit (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  arguments INTEGER NOT NULL,
  failure TEXT,
  files TEXT NOT NULL,
  functions TEXT NOT NULL,
  declarations TEXT NOT NULL,
  remarks INTEGER NOT NULL,
  UNIQUE (path, arguments)
);

-- How often units have a row of `file` (kind 0), `function` (1) or `declaration` (2), which is
-- forgotten with the last one.
CREATE TABLE uses (
  kind INTEGER NOT NULL,
  id INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- `slot` (a field, a variable) may hold `function`.
CREATE TABLE fact (
  unit INTEGER NOT NULL REFERENCES unit ON DELETE CASCADE,
  position INTEGER NOT NULL,
  slot TEXT NOT NULL,
  function TEXT NOT NULL,
  file TEXT, line INTEGER, col INTEGER, end_line INTEGER, end_col INTEGER, offset INTEGER,
  length INTEGER, origin INTEGER, macro TEXT, macro_file TEXT, macro_line INTEGER, macro_col INTEGER,
  PRIMARY KEY (unit, position)
) WITHOUT ROWID;

-- A comment that allows findings. `kind`: 0 of a line, 1 of a function, 2 of a file.
CREATE TABLE suppression (
  unit INTEGER NOT NULL REFERENCES unit ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  col INTEGER NOT NULL,
  target_line INTEGER NOT NULL,
  rules TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (unit, position)
) WITHOUT ROWID;

-- Something in a unit that could not be read: a compile error and its like.
CREATE TABLE problem (
  unit INTEGER NOT NULL REFERENCES unit ON DELETE CASCADE,
  position INTEGER NOT NULL,
  message TEXT NOT NULL,
  file TEXT, line INTEGER, col INTEGER, end_line INTEGER, end_col INTEGER, offset INTEGER,
  length INTEGER, origin INTEGER, macro TEXT, macro_file TEXT, macro_line INTEGER, macro_col INTEGER,
  PRIMARY KEY (unit, position)
) WITHOUT ROWID;

-- What following one function gave, by a key of all that it follows from. `sum` is the XXH3-64 of
-- `result`, with the first number of the key as its seed.
CREATE TABLE memo (
  key BLOB PRIMARY KEY, -- two numbers, the high byte first
  sum INTEGER NOT NULL,
  result BLOB NOT NULL
) WITHOUT ROWID;

-- A digest of the rows that `contract` and `edge` have of a function or slot, so that a run writes
-- only those anew that have changed.
CREATE TABLE described (
  symbol TEXT PRIMARY KEY,
  digest INTEGER NOT NULL
) WITHOUT ROWID;

-- What is known of a function or slot, as `async-lint contract` prints it, and where it comes from.
CREATE TABLE contract (
  id INTEGER PRIMARY KEY,
  symbol TEXT NOT NULL,
  words TEXT NOT NULL,
  origin TEXT NOT NULL
);
CREATE INDEX contract_symbol ON contract (symbol);

-- A call of the program's call graph; `callee` is a slot when its targets are not known.
CREATE TABLE edge (
  id INTEGER PRIMARY KEY,
  caller TEXT NOT NULL,
  callee TEXT NOT NULL,
  file TEXT,
  line INTEGER,
  col INTEGER
);
CREATE INDEX edge_caller ON edge (caller);
CREATE INDEX edge_callee ON edge (callee);

-- The findings of the last run, in order. `level`: 0 warning, 1 error.
CREATE TABLE finding (
  id INTEGER PRIMARY KEY,
  rule TEXT NOT NULL,
  family TEXT,
  level INTEGER NOT NULL,
  message TEXT NOT NULL,
  function TEXT,
  symbol TEXT,
  suppressed INTEGER NOT NULL,
  reason TEXT,
  fingerprint TEXT NOT NULL,
  file TEXT, line INTEGER, col INTEGER, end_line INTEGER, end_col INTEGER, offset INTEGER,
  length INTEGER, origin INTEGER, macro TEXT, macro_file TEXT, macro_line INTEGER, macro_col INTEGER
);

-- The notes of a finding, in order. `kind`: 0 a step on the way, 1 advice.
CREATE TABLE note (
  finding INTEGER NOT NULL REFERENCES finding ON DELETE CASCADE,
  position INTEGER NOT NULL,
  message TEXT NOT NULL,
  kind INTEGER NOT NULL,
  file TEXT, line INTEGER, col INTEGER, end_line INTEGER, end_col INTEGER, offset INTEGER,
  length INTEGER, origin INTEGER, macro TEXT, macro_file TEXT, macro_line INTEGER, macro_col INTEGER,
  PRIMARY KEY (finding, position)
) WITHOUT ROWID;

-- The fixes of a finding, in order, and the edits of each. `source` is the XXH3-64 of the content that
-- an edit was made for.
CREATE TABLE fix (
  finding INTEGER NOT NULL REFERENCES finding ON DELETE CASCADE,
  position INTEGER NOT NULL,
  title TEXT NOT NULL,
  safe INTEGER NOT NULL,
  PRIMARY KEY (finding, position)
) WITHOUT ROWID;
CREATE TABLE edit (
  finding INTEGER NOT NULL REFERENCES finding ON DELETE CASCADE,
  fix INTEGER NOT NULL, -- its position
  position INTEGER NOT NULL,
  file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, text TEXT NOT NULL,
  line INTEGER NOT NULL, col INTEGER NOT NULL, end_line INTEGER NOT NULL, end_col INTEGER NOT NULL,
  source INTEGER NOT NULL,
  PRIMARY KEY (finding, fix, position)
) WITHOUT ROWID;

-- What the last run could not check. `path` and `function` say what, the columns of the place where.
CREATE TABLE unchecked (
  id INTEGER PRIMARY KEY,
  path TEXT,
  function TEXT,
  reason TEXT,
  file TEXT, line INTEGER, col INTEGER, end_line INTEGER, end_col INTEGER, offset INTEGER,
  length INTEGER, origin INTEGER, macro TEXT, macro_file TEXT, macro_line INTEGER, macro_col INTEGER
);

-- Runs that checked something, in order. `key` names what the findings follow from (units, contracts,
-- rules, program); it is NULL when the units have changed since. `finished` is in seconds since 1970,
-- `rules` how many rules looked, 0 for runs of versions that did not say.
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  finished INTEGER NOT NULL,
  key TEXT,
  units INTEGER NOT NULL,
  unchecked INTEGER NOT NULL,
  functions INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  warnings INTEGER NOT NULL,
  suppressed INTEGER NOT NULL,
  rules INTEGER NOT NULL
);

-- How many findings of a rule a run reported, without suppressed ones.
CREATE TABLE run_rule (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  rule TEXT NOT NULL,
  family TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (run, rule)
) WITHOUT ROWID;

-- For people: views with plain names, described in analyzer/README.md.
CREATE VIEW units AS
  SELECT path, failure, json_array_length(functions) AS functions,
    (SELECT count(*) FROM problem WHERE unit = unit.id) AS problems,
    (SELECT count(*) FROM json_each(files) AS list JOIN file ON file.id = list.value
      WHERE hash_low OR hash_high) AS files
  FROM unit ORDER BY path, arguments;

CREATE VIEW includes AS
  SELECT unit.path AS unit, file.path AS file
  FROM unit, json_each(unit.files) AS list JOIN file ON file.id = list.value
  WHERE hash_low OR hash_high
  ORDER BY unit.path, unit.arguments, list.key;

CREATE VIEW functions AS
  SELECT name, symbol, file, line FROM function ORDER BY file, line, name;

CREATE VIEW contracts AS
  SELECT symbol AS function, words, origin FROM contract ORDER BY symbol, id;

CREATE VIEW calls AS
  SELECT caller, callee, file, line, col FROM edge ORDER BY caller, id;

CREATE VIEW findings AS
  SELECT id, file, line, col, CASE level WHEN 1 THEN 'error' ELSE 'warning' END AS level, message,
    rule, family AS "group", function
  FROM finding WHERE NOT suppressed ORDER BY id;

CREATE VIEW notes AS
  SELECT finding, file, line, col, CASE kind WHEN 1 THEN 'advice' ELSE 'step' END AS kind, message
  FROM note ORDER BY finding, position;

CREATE VIEW runs AS
  SELECT id, strftime('%Y-%m-%d %H:%M:%S', finished, 'unixepoch') AS finished, units, unchecked, functions,
    rules, errors, warnings, suppressed
  FROM run ORDER BY id;
