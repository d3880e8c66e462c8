-- The store's own tables. Geometry columns are added by spatial.c, the tables of features and results by their
-- writers. A change here raises PD_STORE_VERSION in sql.h: older stores are then rebuilt.
CREATE TABLE property (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- A unit of work and the digest of everything it depends on.
CREATE TABLE work_unit (
    name TEXT PRIMARY KEY,
    digest TEXT NOT NULL
) WITHOUT ROWID;

-- Digests of files already read, trusted while size and modification time are the same.
CREATE TABLE file_digest (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    sha256 TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,
    role TEXT NOT NULL,
    path TEXT NOT NULL,
    layer TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    crs TEXT NOT NULL,
    operation TEXT NOT NULL,
    accuracy_m REAL NOT NULL,
    encoding TEXT NOT NULL,
    row_count INTEGER NOT NULL
);

CREATE TABLE level (
    position INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE
);

-- geom: MULTIPOLYGON in the plan's CRS.
CREATE TABLE territory (
    id INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    source_row INTEGER NOT NULL,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    level INTEGER NOT NULL,
    parent_code TEXT,
    area_m2 REAL NOT NULL,
    point_count INTEGER NOT NULL
);

-- What the plan says of its territories, in its order, without passing by their geometries.
CREATE INDEX territory_order ON territory (level, code, source_id, source_row, name, kind, parent_code, area_m2, point_count);

CREATE TABLE hazard (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    unit TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    kind INTEGER NOT NULL,
    is_land INTEGER NOT NULL,
    outside_is_free INTEGER NOT NULL,
    in_summary INTEGER NOT NULL,
    distance_m REAL NOT NULL,
    path TEXT NOT NULL,
    grid_crs TEXT NOT NULL,
    extent_id TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE hazard_class (
    hazard TEXT NOT NULL,
    position INTEGER NOT NULL,
    label TEXT NOT NULL,
    rank INTEGER NOT NULL,
    is_high INTEGER NOT NULL,
    color TEXT NOT NULL,
    PRIMARY KEY (hazard, position)
) WITHOUT ROWID;

CREATE TABLE hazard_value (
    hazard TEXT NOT NULL,
    position INTEGER NOT NULL,
    folded TEXT NOT NULL,
    number REAL,
    class_index INTEGER NOT NULL,
    PRIMARY KEY (hazard, position)
) WITHOUT ROWID;

CREATE TABLE asset (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    unit TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    is_points INTEGER NOT NULL,
    has_weight INTEGER NOT NULL
) WITHOUT ROWID;

-- One table of features for each owner ("hazard/masa"): table_name. is_sorted: its rows lie in the order of
-- source and feature.
CREATE TABLE feature_owner (
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL UNIQUE,
    unit TEXT NOT NULL,
    table_name TEXT NOT NULL UNIQUE,
    is_sorted INTEGER NOT NULL
);

CREATE TABLE problem (
    position INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    source_row INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    component TEXT NOT NULL,
    theme TEXT NOT NULL,
    text TEXT NOT NULL,
    zones TEXT NOT NULL,
    actors TEXT NOT NULL,
    note TEXT NOT NULL,
    document TEXT NOT NULL,
    line INTEGER NOT NULL
);

CREATE TABLE activity (
    position INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    source_row INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    component TEXT NOT NULL,
    objective TEXT NOT NULL,
    text TEXT NOT NULL,
    indicator TEXT NOT NULL,
    target TEXT NOT NULL,
    partners TEXT NOT NULL,
    marks TEXT NOT NULL,
    base_line TEXT NOT NULL,
    budget TEXT NOT NULL,
    responsible TEXT NOT NULL,
    zones TEXT NOT NULL,
    sdg TEXT NOT NULL,
    national_plan TEXT NOT NULL,
    note TEXT NOT NULL,
    repeats TEXT NOT NULL,
    document TEXT NOT NULL,
    line INTEGER NOT NULL
);

CREATE TABLE zone (
    position INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    source_row INTEGER NOT NULL,
    name TEXT NOT NULL,
    aliases TEXT NOT NULL,
    rule TEXT NOT NULL,
    codes TEXT NOT NULL,
    grade TEXT NOT NULL,
    note TEXT NOT NULL
);

CREATE TABLE place (
    position INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    source_row INTEGER NOT NULL,
    name TEXT NOT NULL,
    aliases TEXT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    grade TEXT NOT NULL,
    note TEXT NOT NULL,
    x REAL,
    y REAL
);

CREATE TABLE actor (
    position INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    source_row INTEGER NOT NULL,
    name TEXT NOT NULL,
    aliases TEXT NOT NULL
);

CREATE TABLE decision (
    position INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    source_row INTEGER NOT NULL,
    text TEXT NOT NULL,
    codes TEXT NOT NULL,
    grade TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    note TEXT NOT NULL
);

-- Rows of other tables of the plan, cell by cell, nothing interpreted.
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    source_row INTEGER NOT NULL,
    word TEXT NOT NULL
);
CREATE INDEX record_word ON record (word);

CREATE TABLE record_cell (
    record INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (record, position)
) WITHOUT ROWID;

CREATE TABLE finding (
    id INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,
    severity INTEGER NOT NULL,
    rule TEXT NOT NULL,
    subject TEXT NOT NULL,
    message TEXT NOT NULL,
    expected TEXT NOT NULL,
    found TEXT NOT NULL,
    file TEXT NOT NULL,
    layer TEXT NOT NULL,
    field TEXT NOT NULL,
    source_row INTEGER NOT NULL
);

-- The declarations of the result tables that are stored, with the columns of this run.
CREATE TABLE result_table (
    name TEXT PRIMARY KEY,
    signature TEXT NOT NULL,
    title_es TEXT NOT NULL,
    title_en TEXT NOT NULL,
    about_es TEXT NOT NULL,
    geometry INTEGER NOT NULL,
    topic TEXT NOT NULL,
    is_of_territories INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE result_column (
    result TEXT NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    type INTEGER NOT NULL,
    unit TEXT NOT NULL,
    decimals INTEGER NOT NULL,
    title_es TEXT NOT NULL,
    title_en TEXT NOT NULL,
    about_es TEXT NOT NULL,
    domain TEXT NOT NULL,
    is_key INTEGER NOT NULL,
    PRIMARY KEY (result, position)
) WITHOUT ROWID;
