// Adds up what the suites left in a folder: <suite>.code, and <suite>.json in the format of xunit (CTRF) or vitest.
import fs from 'node:fs';
import path from 'node:path';

const folder = process.argv[2];
const sum = { passed: 0, failed: 0, skipped: 0 };

console.log();
for (const file of fs.readdirSync(folder).filter(f => f.endsWith('.code')).sort()) {
  const name = path.basename(file, '.code');
  const code = fs.readFileSync(path.join(folder, file), 'utf8').trim();
  const { passed, failed, skipped } = read(path.join(folder, `${name}.json`));

  // A suite that ended badly without a failed test has crashed, on its way in or out: that is a failure of its own.
  const crashed = code !== '0' && failed === 0 ? 1 : 0;
  console.log(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped${crashed ? `, and the suite itself failed (exit code ${code})` : ''}`);
  sum.passed += passed;
  sum.failed += failed + crashed;
  sum.skipped += skipped;
}
if (sum.skipped > 0) console.log(`${sum.skipped} skipped: see the reasons above.`);
if (sum.passed + sum.failed === 0) console.log('Nothing ran.');
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;

function read(file) {
  let report;
  try {
    report = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
  if (report.results) {
    const { passed, failed, tests } = report.results.summary;
    return { passed, failed, skipped: tests - passed - failed };
  }
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests };
}
