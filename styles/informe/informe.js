'use strict';
/* The report: everything it shows is in the JSON of the page. Texts reach the page through textContent only. */
(() => {
  const data = JSON.parse(document.getElementById('datos').textContent);
  const spanish = data.plan.language !== 'en';
  const tr = (es, en) => (spanish ? es : en);
  const locale = spanish ? 'es-EC' : 'en';
  const TEXTS = {
    skip: tr('Ir al contenido', 'Skip to content'), search: tr('Buscar', 'Search'), map: tr('Mapa', 'Map'),
    indicator: tr('Indicador', 'Indicator'), year: tr('Año', 'Year'), territory: tr('Territorio', 'Territory'),
    layers: tr('Capas', 'Layers'), tables: tr('Tablas', 'Tables'), table: tr('Tabla', 'Table'),
    filter: tr('Filtrar filas', 'Filter rows'), findings: tr('Hallazgos', 'Findings'), method: tr('Método', 'Method'),
  };
  const MISSING = tr('sin dato', 'no data');

  /* ---- data ---- */
  const tables = new Map();
  for (const table of data.tables) {
    const texts = table.columns.map((column) => column.type === 'text');
    table.objects = table.rows.map((row) => {
      const object = {};
      row.forEach((value, i) => {
        object[table.columns[i].name] = texts[i] && value !== null ? data.texts[value] : value;
      });
      return object;
    });
    tables.set(table.name, table);
  }
  const rowsOf = (name) => (tables.has(name) ? tables.get(name).objects : []);
  const columnOf = (name, column) => (tables.has(name) ? tables.get(name).columns.find((c) => c.name === column) : null);
  const groupBy = (rows, column) => {
    const groups = new Map();
    for (const row of rows) {
      if (!groups.has(row[column])) groups.set(row[column], []);
      groups.get(row[column]).push(row);
    }
    return groups;
  };
  const territories = rowsOf('territorios');
  const byCode = new Map(territories.map((row) => [row.codigo, row]));
  const hazardTitle = (id) => (data.hazards.find((h) => h.id === id) || { title: id }).title;
  const domain = (column, value) => (column.domain && data.domains[column.domain] && data.domains[column.domain][value]) || value;

  function format(value, column) {
    if (value === null || value === undefined) return MISSING;
    if (typeof value === 'boolean') return value ? tr('sí', 'yes') : 'no';
    if (typeof value === 'string') return domain(column, value);
    if (column.type === 'integer' && /^(anio|primer_anio|linea|numero|rango)$/.test(column.name)) return String(value);
    const digits = column.type === 'real' ? column.decimals : 0;
    return value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }
  const number = (value, digits) => value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const fold = (text) => String(text).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const heading = (column) => (column.unit ? `${column.title} (${column.unit})` : column.title);

  /* ---- elements ---- */
  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === 'onclick') node.addEventListener('click', value);
      else if (value === true) node.setAttribute(name, '');
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined) node.append(child);
    }
    return node;
  }
  const byId = (id) => document.getElementById(id);
  const SVG = 'http://www.w3.org/2000/svg';
  function svg(tag, attributes, ...children) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }
  const fillOf = (symbol) => (symbol.hatched ? 'url(#trama)' : symbol.fill || 'none');
  function swatch(symbol, label) {
    const box = svg('svg', { width: 22, height: 14, 'aria-hidden': 'true' },
      svg('rect', { x: 0.5, y: 0.5, width: 21, height: 13, fill: fillOf(symbol), stroke: '#6b6b6b' }));
    return el('span', { class: 'muestra' }, box, label);
  }

  /* ---- classes ---- */
  function classOf(style, value) {
    for (const one of style.classes) {
      if (one.match === 'null' && (value === null || value === undefined)) return one;
      if (one.match === 'range' && value !== null && value >= one.lower && (one.upper === null || value < one.upper)) return one;
      if (one.match === 'number' && value === one.lower) return one;
      if (one.match === 'text' && value === one.text) return one;
      if (one.match === 'all' || one.match === 'other') return one;
    }
    return null;
  }

  /* ---- indicators: the styles of the territories, and activities by year ---- */
  const years = [...new Set(rowsOf('cobertura_anual').map((row) => row.anio))].sort();
  const cumulative = new Map();
  for (const row of rowsOf('cobertura_anual')) {
    const key = `${row.codigo}/${row.anio}`;
    cumulative.set(key, (cumulative.get(key) || 0) + (row.acumuladas || 0));
  }
  const indicators = data.styles.map((style) => ({
    id: style.column, title: style.title, style, value: (row) => row[style.column],
    column: columnOf('territorios', style.column),
  }));
  const activityStyle = data.styles.find((style) => style.column === 'actividades');
  if (years.length && activityStyle) {
    indicators.push({
      id: 'anual', title: tr('Actividades acumuladas hasta el año', 'Activities up to the year'), style: activityStyle, hasYear: true,
      column: { type: 'integer', name: 'acumuladas' }, value: (row) => cumulative.get(`${row.codigo}/${byId('anio').value}`) || 0,
    });
  }
  let indicator = indicators[0];

  /* ---- shapes ---- */
  function decode(ring, scale = data.scale) {
    const points = [];
    let x = 0, y = 0;
    for (let i = 1; i < ring.length; i += 2) {
      x += ring[i]; y += ring[i + 1];
      points.push([y / scale, x / scale]);
    }
    return points;
  }
  function polygons(rings, scale) {
    const out = [];
    for (const ring of rings) {
      if (ring[0] === 0) out.push([]);
      out[out.length - 1].push(decode(ring, scale));
    }
    return out;
  }
  const shapes = new Map(Object.entries(data.shapes.territorios || {}).map(([code, rings]) => [code, polygons(rings)]));

  /* ---- map ---- */
  const map = L.map('mapa', { attributionControl: false, zoomSnap: 0.25, minZoom: 5, maxZoom: 18 });
  map.zoomControl.setPosition('topright');
  L.control.scale({ imperial: false }).addTo(map);
  const drawn = new Map();
  let chosen = null;

  const PLAIN = '#e3e7eb';
  const HAIRLINE = territories.length > 200 ? 0.3 : 0.8; // the limits of a whole country would hide its colours

  function paint() {
    // where the ground of a hazard is shown, colours of an indicator below it would be taken for classes
    const isPlain = overlays.some((one) => one.isGround && map.hasLayer(one.layer));
    for (const [code, layer] of drawn) {
      const one = classOf(indicator.style, indicator.value(byCode.get(code)));
      layer.setStyle({
        fillColor: isPlain ? PLAIN : one ? fillOf(one) : 'none', fillOpacity: 1, color: code === chosen ? '#111111' : '#6b6b6b',
        weight: code === chosen ? 3.2 : HAIRLINE,
      });
      if (code === chosen) layer.bringToFront();
    }
    if (outline) outline.bringToFront();
    const legend = byId('leyenda');
    legend.replaceChildren(...(isPlain ? [] : [el('strong', {}, indicator.title + (indicator.hasYear ? ` ${byId('anio').value}` : '')),
      ...indicator.style.classes.map((one) => swatch(one, one.label))]));
    for (const layer of overlays.filter((o) => map.hasLayer(o.layer) && o.classes)) {
      legend.append(el('strong', {}, layer.title), ...layer.classes.map((one) => swatch(one, one.label)));
    }
  }

  function repaint() {
    if (chosen) paint();
    else choose(null, false);
  }
  function tooltip(code) {
    const row = byCode.get(code);
    const column = indicator.column || { type: 'real', decimals: 2 };
    const value = format(indicator.value(row), column);
    return `${row.nombre}: ${value}${column.unit && value !== MISSING ? ` ${column.unit}` : ''}`;
  }
  for (const row of territories) {
    const shape = shapes.get(row.codigo);
    if (!shape) continue;
    const layer = L.polygon(shape, { weight: HAIRLINE, color: '#6b6b6b' });
    layer.on('click', () => choose(row.codigo, false));
    const bubble = document.createElement('span');
    layer.bindTooltip(() => { bubble.textContent = tooltip(row.codigo); return bubble; }, { sticky: true });
    layer.addTo(map);
    drawn.set(row.codigo, layer);
  }
  let outline = null;
  // outer rings only: holes are gaps between neighbours more often than enclaves
  const upper = Object.values(data.shapes.territorios_superiores || {}).map((rings) => polygons(rings.filter((ring) => ring[0] === 0)));
  if (upper.length) outline = L.layerGroup(upper.map((shape) => L.polygon(shape, { fill: false, color: '#1c1c1c', weight: 2, interactive: false }))).addTo(map);
  if (outline) outline.bringToFront = () => outline.eachLayer((layer) => layer.bringToFront());
  const bounds = drawn.size ? L.featureGroup([...drawn.values()]).getBounds() : L.latLngBounds([[-5, -81], [1.5, -75]]);
  // the whole plan fills the frame, and does so again when the window changes, until somebody moves the map
  let isFitting = false, isWhole = true;
  const fitWhole = () => { isFitting = true; map.fitBounds(bounds, { padding: [8, 8], animate: false }); isFitting = false; };
  fitWhole();
  map.on('zoomstart dragstart', () => { if (!isFitting) isWhole = false; });
  map.on('resize', () => { if (isWhole) fitWhole(); });

  /* Names: the larger territory keeps its name where two would cover each other. */
  const extent = (layer) => { const b = layer.getBounds(); return (b.getEast() - b.getWest()) * (b.getNorth() - b.getSouth()); };
  const labelPlace = (code, layer) => {
    const at = data.shapes.rotulos[code];
    return at ? [at[1] / data.scale, at[0] / data.scale] : layer.getCenter();
  };
  const tips = [...drawn].sort((a, b) => extent(b[1]) - extent(a[1]))
    .map(([code, layer]) => L.tooltip({ permanent: true, direction: 'center', className: 'nombre-mapa', interactive: false })
      .setLatLng(labelPlace(code, layer)).setContent(() => document.createTextNode(byCode.get(code).nombre)));
  const labels = L.layerGroup(tips);
  function thinLabels() {
    const kept = [];
    for (const tip of tips) {
      const node = tip.getElement();
      if (!node) continue;
      const box = node.getBoundingClientRect();
      const isFree = kept.every((other) => box.right < other.left || other.right < box.left || box.bottom < other.top || other.bottom < box.top);
      node.style.visibility = isFree ? '' : 'hidden';
      if (isFree) kept.push(box);
    }
  }
  map.on('zoomend moveend layeradd resize', () => window.requestAnimationFrame(thinLabels));

  /* ---- overlays ---- */
  const overlays = [];
  function addOverlay(title, layer, classes, isOn) {
    const id = `capa-${overlays.length}`;
    const box = el('input', { type: 'checkbox', id, checked: isOn || false });
    box.addEventListener('change', () => {
      if (box.checked) layer.addTo(map); else layer.remove();
      paint();
    });
    byId('capas').append(el('label', { for: id }, box, title));
    overlays.push({ title, layer, classes });
    if (isOn) layer.addTo(map);
  }
  addOverlay(tr('Nombres', 'Names'), labels, null, territories.length <= 40);
  const hazardPane = map.createPane('amenazas');
  hazardPane.style.zIndex = 450;
  hazardPane.style.pointerEvents = 'none';
  const markPane = map.createPane('obras'); // works and services stand on the hazards
  markPane.style.zIndex = 460;
  for (const hazard of data.hazards) {
    const ground = data.shapes.amenazas && data.shapes.amenazas[hazard.id];
    if (!ground) continue;
    const layers = [];
    for (const [label, rings] of Object.entries(ground.classes)) {
      const one = hazard.classes.find((c) => c.label === label);
      if (one) layers.push(L.polygon(polygons(rings, ground.scale), { stroke: false, fillColor: fillOf(one), fillOpacity: 0.85, pane: 'amenazas', interactive: false }));
    }
    const isFree = hazard.classes.some((one) => one.label === 'libre');
    const seen = hazard.classes.filter((one) => ground.classes[one.label]);
    addOverlay(hazard.title, L.layerGroup(layers), [...seen, { fill: PLAIN, label: isFree ? tr('libre o sin dato', 'free or no data') : MISSING }], false);
    overlays[overlays.length - 1].isGround = true;
  }
  for (const name of ['servicios_puntos', 'actividades_puntos']) {
    const points = data.shapes[name];
    if (!points || !points.length) continue;
    const color = name === 'servicios_puntos' ? '#d55e00' : '#0072b2';
    const marks = points.map(([x, y, index]) => {
      const bubble = document.createElement('span');
      bubble.textContent = data.texts[index];
      return L.circleMarker([y / data.scale, x / data.scale], { radius: 5, color: '#fff', weight: 1.2, fillColor: color, fillOpacity: 1, pane: 'obras' }).bindTooltip(bubble);
    });
    addOverlay(tables.has(name) ? tables.get(name).title : name, L.layerGroup(marks), [{ fill: color, label: tables.has(name) ? tables.get(name).title : name }], false);
  }
  if (data.shapes.actividades_lineas && data.shapes.actividades_lineas.length) {
    const lines = data.shapes.actividades_lineas.map((ring) => L.polyline(decode(ring), { color: '#0072b2', weight: 2.5, interactive: false, pane: 'obras' }));
    const title = tables.has('actividades_lineas') ? tables.get('actividades_lineas').title : 'actividades_lineas';
    addOverlay(title, L.layerGroup(lines), [{ fill: '#0072b2', label: title }], false);
  }

  /* ---- card ---- */
  const problemsById = new Map(rowsOf('problemas').map((row) => [row.problema_id, row]));
  const activitiesById = new Map(rowsOf('actividades').map((row) => [row.actividad_id, row]));
  const agreementsById = new Map(rowsOf('convenios').map((row) => [row.convenio_id, row]));
  const servicesById = new Map(rowsOf('servicios').map((row) => [row.servicio_id, row]));
  const LINKS = {
    problems: groupBy(rowsOf('problema_territorio'), 'codigo'), activities: groupBy(rowsOf('actividad_territorio'), 'codigo'),
    services: groupBy(rowsOf('servicio_territorio'), 'codigo'), agreements: groupBy(rowsOf('convenio_territorio'), 'codigo'),
  };
  const totals = groupBy(rowsOf('cobertura_total'), 'codigo');
  const classRows = groupBy(rowsOf('cobertura_amenaza'), 'codigo');
  const gaps = groupBy(rowsOf('brechas'), 'codigo');
  const indicatorRows = groupBy(rowsOf('indicadores'), 'codigo');
  const traces = groupBy(data.trace.map(([code, figure, source, layer, n, area]) => ({
    codigo: data.texts[code], cifra: data.texts[figure], fuente: data.texts[source], capa: data.texts[layer], n, area_ha: area,
  })), 'codigo');
  const plural = (n, one, many) => `${number(n, 0)} ${n === 1 ? one : many}`;

  function paragraph(row) {
    const out = [];
    const kind = [row.nivel, row.tipo === 'resto' ? '' : row.tipo].filter(Boolean).join(' ');
    if (spanish) {
      out.push(`${row.nombre}${kind ? `, ${kind},` : ''} tiene ${number(row.area_ha, 0)} hectáreas.`);
      out.push(row.alta_pct === null ? 'No hay suelo con amenazas cartografiadas.'
        : `De lo cartografiado (${number(row.mapeada_pct, 1)} % de su suelo), el ${number(row.alta_pct, 1)} % está en amenaza alta.`);
      if (row.problemas !== null) {
        out.push(`El diagnóstico la nombra en ${plural(row.problemas, 'problema', 'problemas')}${row.problemas_max > row.problemas ? ` (hasta ${number(row.problemas_max, 0)} si se cuentan los textos vagos)` : ''}`
          + ` y el plan en ${plural(row.actividades || 0, 'actividad', 'actividades')}${row.actividades_max > row.actividades ? ` (hasta ${number(row.actividades_max, 0)})` : ''}.`);
        if (row.problemas_canton) out.push(`Además, ${plural(row.problemas_canton, 'problema habla', 'problemas hablan')} de todo el cantón.`);
      }
    } else {
      out.push(`${row.nombre}${kind ? `, ${kind},` : ''} has ${number(row.area_ha, 0)} hectares.`);
      out.push(row.alta_pct === null ? 'No ground has mapped hazards.'
        : `Of the mapped ground (${number(row.mapeada_pct, 1)} % of it), ${number(row.alta_pct, 1)} % is under high hazard.`);
      if (row.problemas !== null) {
        out.push(`The diagnosis names it in ${plural(row.problemas, 'problem', 'problems')}${row.problemas_max > row.problemas ? ` (up to ${number(row.problemas_max, 0)} with vague texts)` : ''}`
          + ` and the plan in ${plural(row.actividades || 0, 'activity', 'activities')}${row.actividades_max > row.actividades ? ` (up to ${number(row.actividades_max, 0)})` : ''}.`);
        if (row.problemas_canton) out.push(`Besides, ${plural(row.problemas_canton, 'problem speaks', 'problems speak')} of the whole canton.`);
      }
    }
    return out.join(' ');
  }

  /* "inundacion/Alta/area_ha" for people: the hazard's title and the class. */
  const figureTitle = (figure) => {
    const [hazard, ...rest] = figure.replace(/\/area_ha$/, '').split('/');
    return [hazardTitle(hazard), ...rest].join(' · ');
  };
  function traceOf(code) {
    const rows = traces.get(code) || [];
    if (!rows.length) return null;
    return el('details', {}, el('summary', {}, tr('De dónde salen estas cifras', 'Where these figures come from')),
      el('ul', {}, rows.map((row) => el('li', {}, `${figureTitle(row.cifra)}: ${row.area_ha ? `${number(row.area_ha, 2)} ha, ` : ''}`
        + `${plural(row.n, tr('elemento', 'element'), tr('elementos', 'elements'))} ${tr('de', 'of')} ${row.fuente}${row.capa ? ` (${row.capa})` : ''}`))));
  }

  function classBar(code, hazard) {
    const rows = (classRows.get(code) || []).filter((row) => row.amenaza === hazard);
    const total = rows.reduce((sum, row) => sum + row.area_ha, 0);
    const known = data.hazards.find((h) => h.id === hazard);
    if (!total || !known) return '';
    const order = known.classes.map((c) => c.label);
    const place = (row) => { const i = order.indexOf(row.clase); return i < 0 ? order.length : i; };
    const bar = svg('svg', { viewBox: '0 0 100 8', preserveAspectRatio: 'none', class: 'barra', role: 'img', 'aria-label': rows.map((row) => `${row.clase} ${number(100 * row.area_ha / total, 1)} %`).join(', ') });
    let x = 0;
    for (const row of [...rows].sort((a, b) => place(a) - place(b))) {
      const one = known.classes.find((c) => c.label === row.clase) || known.classes[known.classes.length - 1];
      const width = 100 * row.area_ha / total;
      bar.append(svg('rect', { x, y: 0, width, height: 8, fill: fillOf(one) }));
      x += width;
    }
    return bar;
  }

  function hazardTable(code) {
    const rows = (totals.get(code) || []).filter((row) => data.hazards.some((h) => h.id === row.amenaza)); // land layers have their own table
    if (!rows.length) return null;
    return [el('h3', {}, tr('Amenazas', 'Hazards')), el('table', {},
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, tr('Amenaza y sus clases', 'Hazard and its classes')), el('th', { scope: 'col', class: 'n' }, tr('Alta (ha)', 'High (ha)')),
        el('th', { scope: 'col', class: 'n' }, tr('Alta (% de lo cartografiado)', 'High (% of mapped)')))),
      el('tbody', {}, rows.map((row) => el('tr', {}, el('th', { scope: 'row' }, hazardTitle(row.amenaza), classBar(code, row.amenaza)),
        el('td', { class: 'n' }, format(row.alta_ha, columnOf('cobertura_total', 'alta_ha'))),
        el('td', { class: 'n' }, format(row.alta_pct, columnOf('cobertura_total', 'alta_pct')))))))];
  }

  /* The rows that links of a territory reach, each once, by certainty. */
  function linked(links, code, key, index) {
    const groups = { certain: new Map(), possible: new Map(), canton: new Map() };
    for (const link of links.get(code) || []) {
      const target = index.get(link[key]);
      if (!target || target.repite) continue; // a row printed twice counts once
      const side = link.cantonal ? 'canton' : link.certeza === 'certain' ? 'certain' : 'possible';
      groups[side].set(link[key], { target, link });
    }
    for (const id of groups.certain.keys()) groups.possible.delete(id);
    return groups;
  }
  function linkList(entries, text, by) {
    return el('ul', {}, [...entries.values()].map(({ target, link }) => el('li', {}, target[text] || target.nombre || '', ' ',
      el('small', {}, [target[by], link.grado && link.grado !== 'exact' ? domain({ domain: 'grado' }, link.grado) : ''].filter(Boolean).join(' · ')))));
  }
  function linkSection(title, groups, text, by, isPrint) {
    const n = groups.certain.size, m = groups.possible.size, c = groups.canton.size;
    if (!n && !m && !c) return null;
    const part = (label, entries, isOpen) => (entries.size ? el('details', { open: isOpen || isPrint }, el('summary', {}, `${label}: ${entries.size}`), linkList(entries, text, by)) : null);
    return [el('h3', {}, `${title}`), part(tr('La nombran', 'Name it'), groups.certain, n <= 12),
      part(tr('Podrían referirse a ella', 'May refer to it'), groups.possible, false),
      isPrint ? (c ? el('p', {}, `${tr('De todo el cantón', 'Of the whole canton')}: ${c}`) : null) : part(tr('De todo el cantón', 'Of the whole canton'), groups.canton, false)];
  }

  function locator(code, size) {
    const box = svg('svg', { width: size, height: size, role: 'img', 'aria-label': tr('Ubicación en el mapa', 'Place on the map') });
    const west = bounds.getWest(), north = bounds.getNorth(), wide = Math.cos(bounds.getCenter().lat * Math.PI / 180);
    const scale = size / Math.max((bounds.getEast() - west) * wide, north - bounds.getSouth());
    const path = (shape) => shape.map((polygon) => polygon.map((ring) => `M${ring.map(([y, x]) => `${((x - west) * wide * scale).toFixed(1)} ${((north - y) * scale).toFixed(1)}`).join('L')}Z`).join('')).join('');
    const part = (shape, fill) => svg('path', { d: path(shape), fill, stroke: '#8b97a5', 'stroke-width': 0.5, 'fill-rule': 'evenodd' });
    // beyond some neighbours the pages of a whole country would hold all shapes on every page
    if (shapes.size <= 100) for (const [other, shape] of shapes) if (other !== code) box.append(part(shape, '#e3e8ee'));
    for (const shape of upper) box.append(svg('path', { d: path(shape), fill: 'none', stroke: '#55606d', 'stroke-width': 0.8 }));
    if (shapes.has(code)) box.append(part(shapes.get(code), '#1f4e79'));
    return box;
  }

  const FIGURES = ['area_ha', 'poblacion', 'alta_ha', 'alta_pct', 'mapeada_pct', 'problemas', 'problemas_max', 'problemas_canton', 'actividades', 'actividades_max', 'actividades_canton', 'servicios', 'usuarios', 'brechas'];
  function card(code, isPrint) {
    const row = byCode.get(code);
    const gapColumn = columnOf('brechas', 'brecha');
    const figures = FIGURES.filter((name) => columnOf('territorios', name) && row[name] !== null && row[name] !== undefined);
    return [el('h2', {}, row.nombre), el('p', { class: 'clase' }, [row.codigo, row.nivel, row.tipo].filter(Boolean).join(' · ')),
      isPrint ? locator(code, 84) : null, el('p', {}, paragraph(row)),
      el('table', { class: 'cifras' }, el('caption', {}, tr('Cifras', 'Figures')), el('tbody', {}, figures.map((name) => el('tr', {},
        el('th', { scope: 'row' }, heading(columnOf('territorios', name))), el('td', { class: 'n' }, format(row[name], columnOf('territorios', name))))))),
      isPrint ? null : traceOf(code), hazardTable(code),
      (indicatorRows.get(code) || []).length ? [el('h3', {}, tr('Indicadores', 'Indicators')), el('ul', {}, indicatorRows.get(code).map((one) => el('li', {},
        `${one.nombre || one.indicador}: ${format(one.valor, columnOf('indicadores', 'valor'))} ${one.unidad || ''} (${[one.anio, one.clase].filter(Boolean).join(', ')})`)))] : null,
      linkSection(tr('Problemas', 'Problems'), linked(LINKS.problems, code, 'problema_id', problemsById), 'problema', 'componente', isPrint),
      linkSection(tr('Actividades', 'Activities'), linked(LINKS.activities, code, 'actividad_id', activitiesById), 'actividad', 'componente', isPrint),
      linkSection(tr('Servicios', 'Services'), linked(LINKS.services, code, 'servicio_id', servicesById), 'nombre', 'tipo', isPrint),
      linkSection(tr('Convenios', 'Agreements'), linked(LINKS.agreements, code, 'convenio_id', agreementsById), 'convenio', 'contraparte', isPrint),
      (gaps.get(code) || []).length ? [el('h3', {}, tr('Brechas', 'Gaps')), el('ul', {}, gaps.get(code).map((gap) => el('li', {}, domain(gapColumn, gap.brecha),
        ' ', el('small', {}, [gap.componente, gap.tematica, gap.amenaza ? hazardTitle(gap.amenaza) : ''].filter(Boolean).join(' · ')))))] : null];
  }
  /* While nothing is chosen: the territories by the indicator of the map. */
  function ranking() {
    const column = indicator.column || { type: 'real', decimals: 2 };
    const rows = territories.map((row) => ({ row, value: indicator.value(row) }))
      .sort((a, b) => (a.value === null) - (b.value === null) || b.value - a.value || a.row.codigo.localeCompare(b.row.codigo));
    return [el('p', {}, tr('Elija un territorio en el mapa o en la lista para ver su ficha.', 'Choose a territory on the map or in the list to see its card.')),
      el('table', { class: 'orden' }, el('caption', {}, indicator.title), el('thead', { class: 'solo-lector' }, el('tr', {}, el('th', { scope: 'col' }, TEXTS.territory), el('th', { scope: 'col' }, indicator.title))),
        el('tbody', {}, rows.slice(0, 60).map(({ row, value }) => el('tr', {},
          el('th', { scope: 'row' }, el('button', { type: 'button', class: 'enlace', onclick: () => choose(row.codigo, true) }, row.nombre)),
          el('td', { class: 'n' }, format(value, column))))))];
  }
  function choose(code, isMoved) {
    chosen = code;
    byId('territorio').value = code || '';
    const box = byId('ficha');
    if (!code) {
      box.replaceChildren(...ranking());
    } else {
      box.replaceChildren(...card(code, false).flat(3).filter(Boolean));
      if (isMoved && drawn.has(code)) map.fitBounds(drawn.get(code).getBounds(), { maxZoom: 12, padding: [60, 60] });
    }
    paint();
  }

  /* ---- tables ---- */
  const PAGE = 200;
  let sorting = { column: null, isDown: false };
  let shown = PAGE;
  function showTable() {
    const table = tables.get(byId('tabla').value);
    const wanted = fold(byId('filtro').value);
    const rows = table.objects.filter((row) => !wanted || table.columns.some((c) => fold(format(row[c.name], c)).includes(wanted)));
    if (sorting.column) {
      const name = sorting.column, sign = sorting.isDown ? -1 : 1;
      rows.sort((a, b) => {
        if (a[name] === b[name]) return 0;
        if (a[name] === null) return 1;
        if (b[name] === null) return -1;
        return sign * (typeof a[name] === 'string' ? a[name].localeCompare(b[name], locale) : a[name] - b[name]);
      });
    }
    const isNumber = (c) => c.type === 'real' || c.type === 'integer';
    const head = table.columns.map((c) => el('th', { scope: 'col', class: isNumber(c) ? 'n' : null, 'aria-sort': sorting.column === c.name ? (sorting.isDown ? 'descending' : 'ascending') : null },
      el('button', { type: 'button', title: c.about || null, onclick: () => {
        sorting = { column: c.name, isDown: sorting.column === c.name && !sorting.isDown };
        showTable();
      } }, heading(c), sorting.column === c.name ? (sorting.isDown ? ' ▼' : ' ▲') : '')));
    const body = rows.slice(0, shown).map((row) => el('tr', {}, table.columns.map((c) => el('td', { class: isNumber(c) ? 'n' : null }, row[c.name] === null ? '' : format(row[c.name], c)))));
    byId('cuadro').replaceChildren(el('p', { role: 'status' }, `${table.about} ${number(rows.length, 0)} ${tr('de', 'of')} ${plural(table.objects.length, tr('fila', 'row'), tr('filas', 'rows'))}.`),
      el('div', { class: 'desplaza', tabindex: 0, role: 'region', 'aria-label': table.title }, el('table', { id: 'filas' }, el('caption', { class: 'solo-lector' }, table.title), el('thead', {}, el('tr', {}, head)), el('tbody', {}, body))),
      rows.length > shown ? el('button', { type: 'button', onclick: () => { shown += 5 * PAGE; showTable(); } }, tr('Mostrar más filas', 'Show more rows')) : '');
  }

  /* ---- findings, method ---- */
  function showFindings() {
    const rows = rowsOf('hallazgos'), box = byId('hallazgos');
    if (!rows.length) { box.replaceChildren(el('p', {}, tr('La auditoría no encontró nada que señalar.', 'The audit found nothing to point out.'))); return; }
    const titles = { error: tr('Errores', 'Errors'), review: tr('Por revisar', 'To review'), info: tr('Informativos', 'For information') };
    for (const severity of ['error', 'review', 'info']) {
      const some = rows.filter((row) => row.gravedad === severity);
      if (!some.length) continue;
      box.append(el('details', { open: severity !== 'info' }, el('summary', {}, el('span', { class: `gravedad ${severity}` }, `${titles[severity]}: ${number(some.length, 0)}`)),
        el('ul', {}, some.map((row) => el('li', {}, row.mensaje, ' ', el('small', {}, [row.regla, row.sujeto,
          row.esperado || row.encontrado ? `${tr('esperado', 'expected')} ${row.esperado || '—'}, ${tr('encontrado', 'found')} ${row.encontrado || '—'}` : '',
          row.documento ? `${row.documento}${row.capa ? ` (${row.capa})` : ''}${row.linea ? `:${row.linea}` : ''}` : ''].filter(Boolean).join(' · ')))))));
    }
  }
  /* Ranked ground that the page has figures of, but no shapes. */
  const isUndrawn = (hazard) => !(data.shapes.amenazas && data.shapes.amenazas[hazard.id])
    && rowsOf('cobertura_amenaza').some((row) => row.amenaza === hazard.id && row.rango !== null && row.area_ha > 0);
  function showMethod() {
    const points = spanish ? ['Las superficies son hectáreas sobre el elipsoide WGS 84.',
      'En cada lugar gana la peor clase de la amenaza: ningún suelo cuenta dos veces. «libre» es suelo cartografiado sin amenaza; «sin dato», suelo que nadie cartografió.',
      'La parte alta se refiere a lo cartografiado; léala junto a la parte cartografiada.',
      'Problemas y actividades: los que nombran el territorio con certeza. Los posibles (textos como «algunas parroquias») se cuentan aparte, y los de todo el cantón también, porque son los mismos para cada territorio.',
      'Una celda vacía o «sin dato» es un dato que no hay, no un cero.'] : ['Areas are hectares on the WGS 84 ellipsoid.',
      'The worst class wins each place: no ground counts twice. "libre" is mapped ground without hazard; "sin dato" is ground nobody mapped.',
      'The high share refers to mapped ground; read it beside the mapped share.',
      'Problems and activities: those that name the territory with certainty. Possible ones (texts such as "some parroquias") are counted apart, and so are canton-wide ones, because they are the same for each territory.',
      'An empty cell or "no data" is missing data, not zero.'];
    const omitted = [
      ...data.omitted.map((o) => `${o.title} (${plural(o.rows, tr('fila', 'row'), tr('filas', 'rows'))}): ${tr('en el GeoPackage y en tablas/', 'in the GeoPackage and in tablas/')}`),
      ...data.hazards.filter(isUndrawn).map((h) => `${h.title}: ${tr('su mapa es demasiado detallado para esta página; sus cifras sí están', 'its map is too detailed for this page; its figures are here')}`),
    ];
    byId('metodo').append(el('ul', {}, points.map((text) => el('li', {}, text))), el('h3', {}, tr('Fuentes', 'Sources')),
      el('div', { class: 'desplaza', tabindex: 0, role: 'region', 'aria-label': tr('Fuentes', 'Sources') }, el('table', {}, el('thead', {}, el('tr', {}, [tr('Papel', 'Role'), tr('Archivo', 'File'), tr('Capa', 'Layer'), 'CRS', tr('Operación', 'Operation'), tr('Filas', 'Rows'), 'SHA-256'].map((t) => el('th', { scope: 'col' }, t)))),
        el('tbody', {}, data.sources.map((s) => el('tr', {}, [s.role, s.path, s.layer, s.crs, s.operation].map((t) => el('td', {}, t)), el('td', { class: 'n' }, number(s.rows, 0)), el('td', {}, `${s.sha256.slice(0, 16)}…`)))))),
      omitted.length ? [el('h3', {}, tr('No caben en esta página', 'Too long for this page')), el('ul', {}, omitted.map((text) => el('li', {}, text)))] : '',
      el('p', {}, data.lineage));
  }

  /* ---- search ---- */
  function search(text) {
    const wanted = fold(text.trim()), box = byId('hallados');
    box.hidden = wanted.length < 2;
    if (box.hidden) return;
    const places = territories.filter((row) => fold(`${row.nombre} ${row.codigo}`).includes(wanted)).slice(0, 12);
    const found = [];
    for (const [name, table] of tables) {
      if (name === 'territorios') continue;
      const n = table.objects.filter((row) => table.columns.some((c) => typeof row[c.name] === 'string' && fold(row[c.name]).includes(wanted))).length;
      if (n) found.push([name, table, n]);
    }
    box.replaceChildren(el('strong', {}, `${tr('Resultados de', 'Results for')} «${text.trim()}»`),
      el('ul', {}, places.map((row) => el('li', {}, el('button', { type: 'button', class: 'enlace', onclick: () => { show('mapa'); choose(row.codigo, true); box.hidden = true; } }, `${row.nombre} (${row.codigo})`))),
        found.map(([name, table, n]) => el('li', {}, el('button', { type: 'button', class: 'enlace', onclick: () => {
          show('tablas'); byId('tabla').value = name; byId('filtro').value = text.trim(); sorting = { column: null, isDown: false }; shown = PAGE; showTable(); box.hidden = true;
        } }, `${table.title}: ${plural(n, tr('fila', 'row'), tr('filas', 'rows'))}`))),
        !places.length && !found.length ? el('li', {}, tr('Nada con ese texto.', 'Nothing with that text.')) : null));
  }

  /* ---- page ---- */
  const VIEWS = ['mapa', 'tablas', 'hallazgos', 'metodo'];
  function show(view) {
    for (const name of VIEWS) {
      byId(`vista-${name}`).hidden = name !== view;
      const tab = byId(`ir-${name}`);
      if (name === view) tab.setAttribute('aria-current', 'page'); else tab.removeAttribute('aria-current');
    }
    if (view === 'mapa') map.invalidateSize();
  }
  for (const node of document.querySelectorAll('[data-t]')) node.textContent = TEXTS[node.dataset.t];
  for (const node of document.querySelectorAll('[data-t-label]')) node.setAttribute('aria-label', TEXTS[node.dataset.tLabel]);
  const TABS = { mapa: TEXTS.map, tablas: TEXTS.tables, hallazgos: TEXTS.findings, metodo: TEXTS.method };
  byId('pestanas').append(...VIEWS.map((name) => el('button', { type: 'button', id: `ir-${name}`, onclick: () => show(name) }, TABS[name])));
  byId('indicador').append(...indicators.map((one) => el('option', { value: one.id }, one.title)));
  byId('indicador').addEventListener('change', (event) => {
    indicator = indicators.find((one) => one.id === event.target.value);
    byId('caja-anio').hidden = !indicator.hasYear;
    repaint();
  });
  byId('anio').append(...years.map((year) => el('option', { value: year }, String(year))));
  byId('anio').addEventListener('change', repaint);
  byId('territorio').append(el('option', { value: '' }, tr('— elija —', '— choose —')),
    ...[...territories].sort((a, b) => a.nombre.localeCompare(b.nombre, locale)).map((row) => el('option', { value: row.codigo }, row.nombre)));
  byId('territorio').addEventListener('change', (event) => choose(event.target.value, true));
  byId('tabla').append(...data.tables.map((table) => el('option', { value: table.name }, table.title)));
  byId('tabla').addEventListener('change', () => { sorting = { column: null, isDown: false }; shown = PAGE; byId('filtro').value = ''; showTable(); });
  byId('filtro').addEventListener('input', () => { shown = PAGE; showTable(); });
  byId('buscar').addEventListener('input', (event) => search(event.target.value));
  document.querySelector('.buscar').addEventListener('submit', (event) => event.preventDefault());
  window.addEventListener('beforeprint', () => {
    byId('impreso').replaceChildren(...territories.map((row) => el('article', { class: 'ficha' }, card(row.codigo, true).flat(3).filter(Boolean))));
  });
  window.addEventListener('afterprint', () => byId('impreso').replaceChildren());
  choose(null, false);
  if (data.tables.length) showTable();
  showFindings();
  showMethod();
  show('mapa');
  document.documentElement.dataset.listo = 'si';
})();
