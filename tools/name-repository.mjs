/**
 * Writes the address of the repository that is being released into every manifest, as npm provenance demands.
 * Runs in the release workflow only, where GITHUB_REPOSITORY and GITHUB_SERVER_URL are set; the change is not committed.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const { GITHUB_REPOSITORY, GITHUB_SERVER_URL } = process.env;
if (!GITHUB_REPOSITORY || !GITHUB_SERVER_URL) {
  console.error(
    'release: GITHUB_REPOSITORY and GITHUB_SERVER_URL must be set; releases are made by the release workflow',
  );
  process.exit(1);
}
for (const parent of ['packages', 'apps']) {
  for (const name of readdirSync(parent)) {
    const directory = `${parent}/${name}`;
    const file = `${directory}/package.json`;
    if (!existsSync(file)) continue;
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    manifest.repository = { type: 'git', url: `git+${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}.git`, directory };
    writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  }
}
