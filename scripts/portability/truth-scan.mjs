// Scans a checkout as the audit does: its tree walked, each file classified and given to its scanner.
import { openTextScanner } from '../../dist/core/portability/text/scan.js';
import { loadPortabilityTables } from '../../dist/platform/files/portability.js';
import { openPythonScanner } from '../../dist/platform/syntax/python-scanner.js';
import { readTreeFile } from '../../dist/platform/tree/read-file.js';
import { walkTree } from '../../dist/platform/tree/walk.js';

/** Opens the scanners for the rules of a catalogue. */
export const openScanners = async (catalog) => {
  const { rules } = await loadPortabilityTables(catalog);
  return { python: await openPythonScanner(rules), text: openTextScanner(rules) };
};

/** A file's text and its hits; null for a model, data, or a file that cannot be read. */
export const scanFile = (scanners, { path, location }) => {
  const { kind, role, bytes, text } = readTreeFile(path, location);
  if (text === null) return null;
  const scan =
    kind === 'python' || kind === 'notebook'
      ? scanners.python.scan(path, role, text)
      : scanners.text.scan(kind, path, role, text, bytes);
  return { path, text, hits: scan.hits };
};

/** Calls `visit` with every file of a checkout that has text. */
export const eachScanned = async (scanners, folder, visit) => {
  for await (const entry of walkTree(folder)) {
    if (entry.type !== 'file') continue;
    const scanned = scanFile(scanners, entry);
    if (scanned !== null) visit(scanned);
  }
};
