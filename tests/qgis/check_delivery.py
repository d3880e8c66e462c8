#!/usr/bin/python3
"""check_delivery.py DELIVERY [--png FOLDER]: opens a delivery in headless QGIS as a user would and says what is wrong.

Every layer of the GeoPackage and every GeoJSON file must be valid and drawn with the style it was delivered with (not
one of QGIS' own), its symbols must draw, its labels must be placed, its columns must have aliases and its coded columns
value lists. With --png each layer is drawn into FOLDER, to be looked at. Exit status 1 if anything is wrong."""
import argparse
import os
import pathlib
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from osgeo import ogr  # noqa: E402
from qgis.core import (QgsApplication, QgsLayoutExporter, QgsLayoutItemMap,  # noqa: E402
                       QgsMapRendererSequentialJob, QgsMapSettings, QgsProject, QgsSymbolLayer, QgsVectorLayer)
from qgis.PyQt.QtCore import QSize  # noqa: E402
from qgis.PyQt.QtGui import QColor  # noqa: E402

# layer: kind of renderer, number of classes (rules or categories), label column
STYLES = {
    "territorios": ("RuleRenderer", 7, "nombre"),
    "territorios_superiores": ("singleSymbol", 1, None),
    "zonas": ("categorizedSymbol", 8, "nombre"),
    "amenazas": ("RuleRenderer", 8, None),
    "salud_limites": ("categorizedSymbol", 4, None),
    "actividades_puntos": ("singleSymbol", 1, None),
    "actividades_lineas": ("singleSymbol", 1, None),
    "actividades_poligonos": ("singleSymbol", 1, None),
    "servicios_puntos": ("singleSymbol", 1, None),
}

problems = []


def expect(condition, message):
    if not condition:
        problems.append(message)


def count_classes(renderer):
    if renderer.type() == "RuleRenderer":
        return len(renderer.rootRule().children())
    if renderer.type() == "categorizedSymbol":
        return len(renderer.categories())
    return 1


def draw(layers, png=None, size=(900, 900), extent=None):
    """Draws the layers; gives the image and the labels placed per layer."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(layers[0].crs())
    box = extent or layers[0].extent()
    box.scale(1.08)
    if box.width() == 0 and box.height() == 0:
        box.grow(0.01 if layers[0].crs().isGeographic() else 1000)
    settings.setExtent(box)
    settings.setOutputSize(QSize(*size))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    if png:
        job.renderedImage().save(str(png))
    placed = {}
    results = job.takeLabelingResults()  # None if no layer has labels
    for position in results.allLabels() if results else []:
        placed[position.layerID] = placed.get(position.layerID, 0) + 1
    return job.renderedImage(), placed


def colours(image):
    return len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)})


def check_style(layer, name, where):
    kind, n_classes, label = STYLES[name]
    renderer = layer.renderer()
    expect(renderer.type() == kind, f"{where}: drawn as {renderer.type()}, not {kind}")
    expect(count_classes(renderer) == n_classes,
           f"{where}: {count_classes(renderer)} classes, not {n_classes}")
    expect(layer.labelsEnabled() == (label is not None), f"{where}: labels enabled {layer.labelsEnabled()}")
    if label and layer.labeling():
        expect(layer.labeling().settings().fieldName == label, f"{where}: labelled by another column")
    if name == "territorios":
        marked = renderer.rootRule().children()[0].symbol().symbolLayer(0).dataDefinedProperties()
        expect(marked.isActive(QgsSymbolLayer.PropertyStrokeWidth), f"{where}: the territory of a page is not marked")


def check_columns(layer, where):
    names = layer.fields().names()
    for index, field in enumerate(layer.fields()):
        if field.name() not in ("fid", "id"):
            expect(layer.attributeAlias(index), f"{where}: column {field.name()} has no alias")
        is_class = field.name() == "clase" and "amenaza" in names
        if is_class or field.name() in ("grado", "certeza", "gravedad", "rango"):
            kind = layer.editorWidgetSetup(index).type()
            expect(kind == "ValueMap", f"{where}: column {field.name()} has widget '{kind}'")


def check_layer(layer, name, where, png=None):
    expect(layer.isValid(), f"{where}: not valid")
    if not layer.isValid():
        return
    check_style(layer, name, where)
    check_columns(layer, where)
    if layer.featureCount() == 0:
        return
    image, placed = draw([layer], png)
    expect(colours(image) > 1, f"{where}: nothing is drawn")
    if STYLES[name][2]:
        wanted = min(3, layer.featureCount())
        expect(placed.get(layer.id(), 0) >= wanted, f"{where}: {placed.get(layer.id(), 0)} labels placed")
    matched = sum(1 for feature in layer.getFeatures() if draws(layer, feature))
    expect(matched == layer.featureCount(), f"{where}: {layer.featureCount() - matched} features have no symbol")


def draws(layer, feature):
    from qgis.core import QgsExpressionContext, QgsExpressionContextUtils, QgsRenderContext
    context = QgsRenderContext()
    expression = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    expression.setFeature(feature)
    context.setExpressionContext(expression)
    renderer = layer.renderer().clone()
    renderer.startRender(context, layer.fields())
    answer = renderer.willRenderFeature(feature, context)
    renderer.stopRender(context)
    return answer


def check_geopackage(path, pngs):
    source = ogr.Open(str(path))
    names = [source.GetLayer(i).GetName() for i in range(source.GetLayerCount())]
    spatial = [n for n in names if source.GetLayerByName(n).GetGeomType() != ogr.wkbNone]
    expect(set(spatial) <= set(STYLES), f"{path.name}: layers without a declared style: {set(spatial) - set(STYLES)}")
    for name in names:
        if name == "layer_styles":
            continue
        layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
        where = f"{path.name}:{name}"
        expect(layer.isValid(), f"{where}: not valid")
        check_columns(layer, where)
        if name in spatial:
            check_layer(layer, name, where, pngs and pngs / f"{name}.png")
            expect(layer.metadata().title(), f"{where}: no title in the metadata")
            expect(layer.metadata().history(), f"{where}: no lineage in the metadata")
    return len(names)


def check_geojson(folder):
    files = sorted(folder.glob("*.geojson"))
    for path in files:
        layer = QgsVectorLayer(str(path), path.stem, "ogr")
        if layer.isValid() and layer.featureCount() == 0:
            continue
        check_layer(layer, path.stem, f"geojson/{path.name}")
    return len(files)


def related_counts(project):
    """Relation id: rows of the child that its parents reach."""
    counts = {}
    for name, relation in project.relationManager().relations().items():
        parent = relation.referencedLayer()
        counts[name] = sum(1 for feature in parent.getFeatures()
                           for _ in relation.getRelatedFeatures(feature))
    return counts


def check_relations(project, where):
    relations = project.relationManager().relations()
    expect(relations or not project.mapLayersByName("Problemas"), f"{where}: no relations")
    for name, relation in relations.items():
        expect(relation.isValid(), f"{where}: relation {name} is not valid")
    for name, count in related_counts(project).items():
        child = relations[name].referencingLayer()
        column = next(iter(relations[name].fieldPairs()))
        parents = {f[relations[name].resolveReferencedField(column)]
                   for f in relations[name].referencedLayer().getFeatures()}
        wanted = sum(1 for f in child.getFeatures() if f[column] in parents)
        expect(count == wanted, f"{where}: relation {name} reaches {count} rows, not {wanted}")
    form = next((layer.editFormConfig() for layer in project.mapLayers().values()
                 if layer.editFormConfig().layout() == layer.editFormConfig().TabLayout), None)
    if "pdot_territorio_problema" in relations:
        expect(form is not None and len(form.tabs()) > 1, f"{where}: territories have no form with tabs")


def check_themes(project, where, pngs):
    themes = project.mapThemeCollection()
    expect(themes.mapThemes(), f"{where}: no themes")
    for number, name in enumerate(themes.mapThemes()):
        layers = themes.mapThemeVisibleLayers(name)
        expect(layers, f"{where}: theme {name} shows nothing")
        if not layers:
            continue
        shown = [layer for layer in layers if layer.featureCount() > 0]
        expect(any("territorios_superiores" not in layer.id() for layer in shown), f"{where}: theme {name} shows outlines only")
        if not shown:
            continue
        image, _ = draw(layers, pngs and pngs / f"tema-{number:02}.png",
                        extent=project.viewSettings().defaultViewExtent())
        expect(colours(image) > 1, f"{where}: theme {name} draws nothing")
    health = [name for name in themes.mapThemes()
              if any("salud_limites" in layer.id() for layer in themes.mapThemeVisibleLayers(name))]
    expect(len(health) <= 1, f"{where}: the health of the limits lies over the themes {health}")


def check_layout(project, where, pngs):
    for layout in project.layoutManager().printLayouts():
        atlas = layout.atlas()
        expect(atlas.coverageLayer() is not None and atlas.coverageLayer().isValid(),
               f"{where}: layout {layout.name()} has no pages")
        if atlas.coverageLayer() is None:
            continue
        expect(atlas.updateFeatures() == atlas.coverageLayer().featureCount(),
               f"{where}: {atlas.count()} pages, not one per territory")
        maps = [item for item in layout.items() if isinstance(item, QgsLayoutItemMap)]
        expect(len(maps) == 1, f"{where}: layout {layout.name()} has {len(maps)} maps")
        atlas.beginRender()
        atlas.seekTo(min(2, atlas.count() - 1))
        if pngs:
            settings = QgsLayoutExporter.ImageExportSettings()
            settings.dpi = 100
            QgsLayoutExporter(layout).exportToImage(str(pngs / "ficha.png"), settings)
        atlas.endRender()
    return len(project.layoutManager().printLayouts())


def check_project(source, where, pngs=None):
    project = QgsProject.instance()
    project.clear()
    expect(project.read(source), f"{where}: cannot be opened: {project.error()}")
    expect(project.crs().isValid(), f"{where}: no CRS")
    expect(project.title(), f"{where}: no title")
    for layer in project.mapLayers().values():
        expect(layer.isValid(), f"{where}: layer {layer.name()} does not open: {layer.source()}")
        expect(layer.id().endswith("_pdot_layer"), f"{where}: layer {layer.name()} got a new id")
    groups = [node.name() for node in project.layerTreeRoot().findGroups()]
    expect("Riesgo" in groups or "Risk" in groups, f"{where}: groups are {groups}")
    visible = [node.name() for node in project.layerTreeRoot().findLayers() if node.isVisible()]
    expect(1 <= len(visible) <= 4, f"{where}: visible on opening: {visible}")
    check_relations(project, where)
    check_themes(project, where, pngs)
    expect(check_layout(project, where, pngs) == 1, f"{where}: no layout")
    n = len(project.mapLayers())
    project.clear()
    return n


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("delivery", type=pathlib.Path)
    parser.add_argument("--png", type=pathlib.Path)
    options = parser.parse_args()
    if options.png:
        options.png.mkdir(parents=True, exist_ok=True)
    application = QgsApplication([], False)
    application.initQgis()
    QgsProject.instance().setEllipsoid("EPSG:7030")
    packages = sorted(options.delivery.glob("*.gpkg"))
    expect(packages, "no GeoPackage in the delivery")
    n = sum(check_geopackage(path, options.png) for path in packages)
    n += check_geojson(options.delivery / "geojson")
    for path in packages:
        n += check_project(f"geopackage:{path}?projectName={path.stem}", f"{path.name} (project)", options.png)
    archives = sorted(options.delivery.glob("*.qgz"))
    expect(len(archives) == len(packages), "no .qgz beside the GeoPackage")
    for path in archives:
        n += check_project(str(path), path.name)
    for problem in problems:
        print(problem)
    print(f"{n} layers and tables opened, {len(problems)} problems")
    application.exitQgis()
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
