/** `npm run schema`: writes docs/*.schema.json from the schemas of the code. */
import { writeFile } from 'node:fs/promises';
import { schemaFiles } from './lib/schemas';

for (const { path, text } of schemaFiles()) {
  await writeFile(path, text);
  console.log(path);
}
