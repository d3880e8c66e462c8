// check_geojson.mjs FOLDER: every .geojson file by an independent validator, and rewound rings equal to those written.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '@placemarkio/check-geojson';
import rewind from '@mapbox/geojson-rewind';

const folder = process.argv[2];
let problems = 0;
const files = readdirSync(folder).filter((name) => name.endsWith('.geojson'));
for (const name of files) {
  const text = readFileSync(join(folder, name), 'utf8');
  const report = (message) => { problems += 1; console.log(`${name}: ${message}`); };
  try {
    check(text);
  } catch (error) {
    for (const issue of (error.issues || [{ message: error.message }]).slice(0, 5)) report(issue.message);
  }
  const written = JSON.parse(text);
  // the second argument false: outer rings counter-clockwise, as RFC 7946 has them
  const rewound = rewind(JSON.parse(text), false);
  const differing = written.features.filter((feature, i) => JSON.stringify(feature.geometry) !== JSON.stringify(rewound.features[i].geometry));
  if (differing.length) report(`${differing.length} features turn the wrong way, first ${differing[0].id}`);
}
if (!files.length) { problems += 1; console.log('no .geojson file'); }
console.log(`${files.length} files, ${problems} problems`);
process.exit(problems ? 1 : 0);
