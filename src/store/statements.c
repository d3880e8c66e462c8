/* The text of the statements that are prepared once per handle. */
#include "store/sql.h"

const char *const pd_sql_text[PD_SQL_COUNT] = {
    [PD_SQL_PROPERTY_PUT] = "INSERT OR REPLACE INTO property (key, value) VALUES (?, ?)",
    [PD_SQL_PROPERTY_LOAD] = "SELECT value FROM property WHERE key = ?",
    [PD_SQL_UNIT_PUT] = "INSERT OR REPLACE INTO work_unit (name, digest) VALUES (?, ?)",
    [PD_SQL_UNIT_LOAD] = "SELECT digest FROM work_unit WHERE name = ?",
    [PD_SQL_UNIT_REMOVE] = "DELETE FROM work_unit WHERE name = ?",
    [PD_SQL_UNIT_DELETE] = "DELETE FROM work_unit WHERE substr(name, 1, length(?1)) = ?1",
    [PD_SQL_UNIT_LIST] = "SELECT name FROM work_unit WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name",
    [PD_SQL_FILE_PUT] =
        "INSERT OR REPLACE INTO file_digest (path, size, mtime_ns, sha256) VALUES (?, ?, ?, ?)",
    [PD_SQL_FILE_LOAD] = "SELECT sha256 FROM file_digest WHERE path = ? AND size = ? AND mtime_ns = ?",
    [PD_SQL_SOURCE_PUT] =
        "INSERT INTO source (unit, role, path, layer, sha256, crs, operation, accuracy_m, encoding, "
        "row_count) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [PD_SQL_SOURCE_UPDATE] = "UPDATE source SET role = ?, path = ?, layer = ?, sha256 = ?, crs = ?, "
                             "operation = ?, accuracy_m = ?, "
                             "encoding = ?, row_count = ? WHERE id = ?",
    [PD_SQL_LEVEL_PUT] = "INSERT INTO level (position, unit, name) VALUES (?, ?, ?)",
    [PD_SQL_TERRITORY_PUT] = "INSERT INTO territory (unit, source_id, source_row, code, name, kind, level, "
                             "parent_code, area_m2, geom, point_count) "
                             "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?10, ST_NPoints(?10))",
    [PD_SQL_HAZARD_PUT] =
        "INSERT INTO hazard (id, position, unit, source_id, title, kind, is_land, "
        "outside_is_free, in_summary, "
        "distance_m, path, grid_crs, extent_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [PD_SQL_HAZARD_CLASS_PUT] =
        "INSERT INTO hazard_class (hazard, position, label, rank, is_high, color) VALUES (?, ?, ?, ?, ?, ?)",
    [PD_SQL_HAZARD_VALUE_PUT] =
        "INSERT INTO hazard_value (hazard, position, folded, number, class_index) VALUES (?, ?, ?, ?, ?)",
    [PD_SQL_HAZARD_MOVE] = "UPDATE hazard SET position = ? WHERE id = ?",
    [PD_SQL_ASSET_PUT] = "INSERT INTO asset (id, position, unit, source_id, title, is_points, has_weight) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?)",
    [PD_SQL_ASSET_MOVE] = "UPDATE asset SET position = ? WHERE id = ?",
    [PD_SQL_OWNER_FIND] = "SELECT table_name, is_sorted FROM feature_owner WHERE owner = ?",
    [PD_SQL_OWNER_PUT] = "INSERT INTO feature_owner (owner, unit, table_name, is_sorted) VALUES (?, ?, ?, 1)",
    [PD_SQL_OWNER_UNSORTED] = "UPDATE feature_owner SET is_sorted = 0 WHERE owner = ?",
    [PD_SQL_OWNER_OF_UNIT] = "SELECT table_name FROM feature_owner WHERE unit = ? ORDER BY id LIMIT 1",
    [PD_SQL_OWNER_DELETE] = "DELETE FROM feature_owner WHERE table_name = ?",
    [PD_SQL_PROBLEM_PUT] = "INSERT INTO problem (unit, source_id, source_row, id, component, theme, text, "
                           "zones, actors, note, document, "
                           "line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [PD_SQL_ACTIVITY_PUT] =
        "INSERT INTO activity (unit, source_id, source_row, id, component, objective, "
        "text, indicator, target, "
        "partners, marks, base_line, budget, responsible, zones, sdg, national_plan, note, repeats, "
        "document, line) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [PD_SQL_ZONE_PUT] =
        "INSERT INTO zone (unit, source_id, source_row, name, aliases, rule, codes, grade, note) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [PD_SQL_PLACE_PUT] =
        "INSERT INTO place (unit, source_id, source_row, name, aliases, kind, code, grade, note, x, y) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [PD_SQL_ACTOR_PUT] =
        "INSERT INTO actor (unit, source_id, source_row, name, aliases) VALUES (?, ?, ?, ?, ?)",
    [PD_SQL_DECISION_PUT] = "INSERT INTO decision (unit, source_id, source_row, text, codes, grade, "
                            "decided_by, decided_on, note) "
                            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [PD_SQL_RECORD_PUT] = "INSERT INTO record (unit, source_id, source_row, word) VALUES (?, ?, ?, ?)",
    [PD_SQL_RECORD_CELL_PUT] = "INSERT INTO record_cell (record, position, name, value) VALUES (?, ?, ?, ?)",
    [PD_SQL_RECORD_LOAD] =
        "SELECT r.id, r.source_id, r.source_row, c.name, c.value FROM record AS r "
        "LEFT JOIN record_cell AS c ON c.record = r.id WHERE r.word = ? ORDER BY r.id, c.position",
    [PD_SQL_FINDING_PUT] =
        "INSERT INTO finding (unit, severity, rule, subject, message, expected, found, file, layer, field, "
        "source_row) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [PD_SQL_FINDING_LOAD] = "SELECT severity, rule, subject, message, expected, found, file, layer, field, "
                            "source_row FROM finding "
                            "ORDER BY severity DESC, unit, id",
    [PD_SQL_RESULT_FIND] = "SELECT signature, title_es, title_en, about_es, geometry, topic, "
                           "is_of_territories FROM result_table "
                           "WHERE name = ?",
    [PD_SQL_RESULT_PUT] =
        "INSERT INTO result_table (name, signature, title_es, title_en, about_es, geometry, topic, "
        "is_of_territories) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [PD_SQL_RESULT_COLUMN_PUT] = "INSERT INTO result_column (result, position, name, type, unit, decimals, "
                                 "title_es, title_en, about_es, "
                                 "domain, is_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [PD_SQL_RESULT_COLUMN_LOAD] =
        "SELECT name, type, unit, decimals, title_es, title_en, about_es, domain, is_key FROM result_column "
        "WHERE result = ? ORDER BY position",
    [PD_SQL_RESULT_DELETE] = "DELETE FROM result_table WHERE name = ?",
    [PD_SQL_RESULT_COLUMN_DELETE] = "DELETE FROM result_column WHERE result = ?",
    [PD_SQL_TRIGGER_LIST] =
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? ORDER BY name",
};
