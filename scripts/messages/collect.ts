/**
 * Collects every text of the app: the messages of `t`, `rich` and `msg` in the source, and the texts of the data
 * modules that `data.ts` names. Reads the source with TypeScript's own parser, so that nothing else needs to understand it.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../lib/paths';
import { areaOf, AREA_NAMES } from './areas';
import { DATA } from './data';

export interface Fault { file: string; line: number; problem: string }
export interface Collected {
  /** Messages by area, each once, sorted. */
  areas: Record<string, string[]>;
  faults: Fault[];
}

const MARKS = new Set(['t', 'rich', 'msg', 'parts']);
/** Its constants are read while the module loads, when no language is set yet. */
const EARLY_OK = new Set(['msg']);
/** Their own definitions pass messages on. */
const DEFINING = new Set(['src/core/text.ts', 'src/app/ui/rich.tsx']);

async function sources(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name)).map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** The literal texts an argument can be: a literal, or either side of a condition; null for anything else. */
function literals(node: ts.Expression): string[] | null {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return literals(node.expression);
  if (ts.isConditionalExpression(node)) {
    const [yes, no] = [literals(node.whenTrue), literals(node.whenFalse)];
    return yes === null && no === null ? null : [...(yes ?? []), ...(no ?? [])];
  }
  return null;
}

const insideFunction = (node: ts.Node): boolean => {
  for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent) if (ts.isFunctionLike(at)) return true;
  return false;
};

/** Messages of one source file, and what is wrong in it. */
export function messagesOf(file: string, code: string): { messages: string[]; faults: Fault[] } {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true, file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const messages: string[] = [];
  const faults: Fault[] = [];
  const fault = (node: ts.Node, problem: string): void => {
    faults.push({ file, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, problem });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && MARKS.has(node.expression.text)) {
      const [first] = node.arguments;
      const name = node.expression.text;
      if (first !== undefined) {
        messages.push(...(literals(first) ?? []));
        if (ts.isTemplateExpression(first) || (ts.isBinaryExpression(first) && first.operatorToken.kind === ts.SyntaxKind.PlusToken)) fault(node, `${name}() of a composed text: give it values instead.`);
      }
      if (!EARLY_OK.has(name) && !insideFunction(node)) fault(node, `${name}() while the module loads: the language is not known yet; mark it with msg() and translate where it is shown.`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { messages, faults };
}

/** Every message of the app by area. */
export async function collect(): Promise<Collected> {
  const found = new Map<string, Set<string>>(AREA_NAMES.map((area) => [area, new Set<string>()]));
  const faults: Fault[] = [];
  for (const path of await sources(join(ROOT, 'src'))) {
    const file = relative(ROOT, path);
    if (file.startsWith('src/messages/') || DEFINING.has(file)) continue;
    const read = messagesOf(file, await readFile(path, 'utf8'));
    faults.push(...read.faults);
    for (const message of read.messages) found.get(areaOf(file))?.add(message);
  }
  for (const [area, texts] of Object.entries(DATA)) for (const text of texts()) found.get(area)?.add(text);
  return { areas: Object.fromEntries([...found].map(([area, texts]) => [area, [...texts].filter((text) => text.trim() !== '').sort()])), faults };
}
