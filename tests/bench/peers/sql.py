"""The queries that PostGIS and SpatiaLite are asked, in the dialect both understand."""

COLUMNS = {"lines": ("ST_Length(p.g)", "ST_Length(ST_Intersection(p.g, t.g))"),
           "usual": ("ST_Area(p.g)", "ST_Area(ST_Intersection(p.g, t.g))")}


def measured(kind, pairs, covers):
    """Sum over features: the whole measure of those inside, that of the intersection for the rest."""
    whole, part = COLUMNS[kind]
    return (f"SELECT tid, clase, sum(CASE WHEN {covers} THEN {whole} ELSE {part} END) AS m FROM {pairs} "
            "GROUP BY tid, clase ORDER BY tid, clase")


def counted(pairs):
    return f"SELECT tid, clase, count(*) AS m FROM {pairs} GROUP BY tid, clase ORDER BY tid, clase"


def stacked(pairs, covers, piece, materialized=""):
    """Union of the classes c and above per piece of territory; a class has what the union grows by."""
    return f"""WITH clip AS {materialized} (
    SELECT {piece} AS piece, tid, clase, CASE WHEN {covers} THEN p.g ELSE ST_Intersection(p.g, t.g) END AS g
    FROM {pairs}),
level(c) AS (VALUES (1), (2), (3), (4), (5)),
covered AS (SELECT piece, tid, c, ST_Area(ST_Union(g)) AS a FROM clip JOIN level ON clase >= c GROUP BY piece, tid, c),
total AS (SELECT tid, c, sum(a) AS a FROM covered GROUP BY tid, c)
SELECT tid, c AS clase, a - coalesce(lead(a) OVER (PARTITION BY tid ORDER BY c), 0) AS m FROM total ORDER BY tid, c"""
