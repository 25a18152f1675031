/** Rules for doc comments, read off the sources with the TypeScript compiler. */
import { relative } from 'node:path';
import ts from 'typescript';
import { type WorkspacePackage, workspaceRoot } from './workspace.ts';

const ARRAY_TYPE = /\b(ArrayLike<number>|Float64Array|Float32Array|Int32Array|Uint32Array|Uint8Array|F64)|\bnumber\[\]/;
const SAYS_EXTENT =
  /\[[^\]]*\]|shape|length|one\b.*\b(per|each|a|for)\b|row-major|flat|bytes|file|every|list of|pairs?\b|series|scores|indices/i;
const SAYS_DEFAULT = /default|when absent|absent|optional|otherwise|omitted|without|if not given/i;

/**
 * Problems with the documentation of everything the packages export.
 * Rules: a sentence for every export and every public member; every parameter described; arrays say their extent;
 * optional options say their default; what returns something says what.
 */
export function documentationProblems(packages: WorkspacePackage[]): string[] {
  const files = packages.flatMap(({ entries }) => entries.map(({ source }) => source));
  const config = ts.readConfigFile(`${workspaceRoot}/tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, workspaceRoot);
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  const problems = new Set<string>();
  for (const file of files) {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) {
      problems.add(`${relative(workspaceRoot, file)}: no such entry, or it exports nothing`);
      continue;
    }
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      for (const problem of symbolProblems(symbol, checker)) problems.add(problem);
    }
  }
  return [...problems].sort();
}

function symbolProblems(symbol: ts.Symbol, checker: ts.TypeChecker): string[] {
  const problems: string[] = [];
  const declarations = (symbol.declarations ?? []).filter((node) =>
    node.getSourceFile().fileName.startsWith(workspaceRoot),
  );
  if (declarations.length === 0) return problems;
  const report = (node: ts.Node, what: string): void => {
    const source = node.getSourceFile();
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    problems.push(`${relative(workspaceRoot, source.fileName)}:${line + 1}: ${what}`);
  };
  if (summary(symbol, checker) === '') report(declarations[0], `${symbol.name} has no doc comment`);
  for (const node of declarations) {
    if (ts.isFunctionDeclaration(node)) callableProblems(node, symbol.name, checker, report);
    if (ts.isInterfaceDeclaration(node)) {
      for (const member of node.members) memberProblems(member, node.name.text, checker, report);
    }
    if (ts.isClassDeclaration(node)) classProblems(node, checker, report);
  }
  return problems;
}

type Report = (node: ts.Node, what: string) => void;

function classProblems(node: ts.ClassDeclaration, checker: ts.TypeChecker, report: Report): void {
  for (const member of node.members) {
    const hidden = ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected);
    if (hidden || !member.name || ts.isPrivateIdentifier(member.name)) continue;
    memberProblems(member, node.name?.text ?? 'class', checker, report);
  }
}

function memberProblems(
  member: ts.ClassElement | ts.TypeElement,
  owner: string,
  checker: ts.TypeChecker,
  report: Report,
): void {
  const symbol = member.name && checker.getSymbolAtLocation(member.name);
  if (!symbol) return;
  const name = `${owner}.${symbol.name}`;
  const text = summary(symbol, checker);
  if (text === '') report(member, `${name} has no doc comment`);
  if (text === '' || !ts.isPropertySignature(member)) return;
  if (member.questionToken && /Options$/.test(owner) && !SAYS_DEFAULT.test(text)) {
    report(member, `${name} is optional but its doc names no default`);
  }
  if (isArray(member.type) && !SAYS_EXTENT.test(text)) {
    report(member, `${name} is an array but its doc names no shape or length`);
  }
}

function callableProblems(node: ts.FunctionDeclaration, name: string, checker: ts.TypeChecker, report: Report): void {
  const tags = ts.getJSDocTags(node);
  const described = new Map(
    tags.filter(ts.isJSDocParameterTag).map((tag) => [tag.name.getText(), ts.getTextOfJSDocComment(tag.comment) ?? '']),
  );
  const symbol = node.name && checker.getSymbolAtLocation(node.name);
  const sentence = symbol ? summary(symbol, checker) : '';
  for (const parameter of node.parameters) {
    if (!ts.isIdentifier(parameter.name)) continue;
    const text = described.get(parameter.name.text) ?? '';
    const mentioned = new RegExp(`\`${parameter.name.text}\`|{@link`).test(sentence);
    const options = parameter.type && /(Options|Callback)\b/.test(parameter.type.getText());
    if (text === '' && !mentioned && !options)
      report(parameter, `${name}: parameter ${parameter.name.text} is not described`);
    if (isArray(parameter.type) && text !== '' && !SAYS_EXTENT.test(text)) {
      report(parameter, `${name}: array ${parameter.name.text} names no shape or length`);
    }
  }
  const returns = node.type?.getText() ?? 'void';
  if (/^(void|Promise<void>|never|asserts\b.*)$/.test(returns)) return;
  const tag = tags.find(ts.isJSDocReturnTag);
  const text = ts.getTextOfJSDocComment(tag?.comment) ?? '';
  if (text === '' && !/\b(returns?|gives?|whether|the|an?)\b/i.test(sentence))
    report(node, `${name}: what it returns is not described`);
  if (isArray(node.type) && !SAYS_EXTENT.test(`${text} ${sentence}`))
    report(node, `${name}: the returned array names no shape or length`);
}

function summary(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
}

function isArray(type: ts.TypeNode | undefined): boolean {
  return type !== undefined && ARRAY_TYPE.test(type.getText());
}
