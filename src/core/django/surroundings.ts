import { idOf, type SymbolRef, symbolAt } from '../index/project-index.ts';
import { calleeName, type Expression, nameIn } from './expression.ts';
import { allClasses, findAncestry, resolveClass, type SyntaxProject } from './syntax-project.ts';
import { classesIn } from './views.ts';

/** A function that a signal calls, with the model whose signal it is. */
export interface Receiver {
  ref: SymbolRef;
  signals: string[];
  /** Null for every sender. */
  sender: SymbolRef | null;
}

const MAX_DECORATOR = 400;

/** Functions connected by `@receiver(post_save, sender=Order)`, or by `post_save.connect(f, sender=Order)` in a module or `ready`. */
export function findReceivers(project: SyntaxProject): Receiver[] {
  const { index } = project;
  const found: Receiver[] = [];
  for (const [path, { symbols }] of index.files) {
    for (const { qualname, decorators } of symbols) {
      for (const decorator of decorators) {
        const inner = /^(?:[\w.]+\.)?receiver\s*\(([\s\S]*)/.exec(decorator.slice(0, MAX_DECORATOR))?.[1];
        if (inner === undefined) continue;
        const sender = /\bsender\s*=\s*([\w.]+)/.exec(inner)?.[1];
        const signals = inner.replace(/\b\w+\s*=[\s\S]*/, '').match(/[\w.]+/g) ?? [];
        found.push({
          ref: { path, qualname },
          signals,
          sender: sender ? resolveClass(project, path, sender) : null,
        });
      }
    }
    if (project.texts.get(path)?.includes('.connect(')) found.push(...connectedIn(project, path));
  }
  return found;
}

function connectedIn(project: SyntaxProject, path: string): Receiver[] {
  const ready = [...project.index.symbolsOf(path).keys()].filter((name) => /(^|\.)ready$/.test(name));
  const statements = [
    ...(project.moduleOf(path).get('') ?? []),
    ...ready.flatMap((qualname) => project.functionOf({ path, qualname })),
  ];
  return statements.flatMap(({ value }) => {
    if (value.kind !== 'call' || calleeName(value) !== 'connect') return [];
    const signal = nameIn(value.callee)?.replace(/\.connect$/, '');
    const handler =
      nameIn(value.args[0]) ?? nameIn(value.keywords.find(([name]) => name === 'receiver')?.[1]);
    const sender = nameIn(value.keywords.find(([name]) => name === 'sender')?.[1]);
    if (!signal || !handler) return [];
    const ref = { path, qualname: handler.split('.').at(-1)! };
    return [{ ref, signals: [signal], sender: sender ? resolveClass(project, path, sender) : null }];
  });
}

/** Classes registered with the admin for a model: `@admin.register(Order)`, `admin.site.register(Order, OrderAdmin)`. */
export function findAdmins(project: SyntaxProject, model: SymbolRef): SymbolRef[] {
  const found: SymbolRef[] = [];
  for (const ref of allClasses(project)) {
    if (!findAncestry(project.index, ref).outside.some((base) => /ModelAdmin$/.test(base))) continue;
    const names = (symbolAt(project.index, ref)?.decorators ?? []).flatMap((one) => {
      const inner = /^(?:[\w.]+\.)?register\s*\(([\s\S]*)/.exec(one.slice(0, MAX_DECORATOR))?.[1];
      return inner?.match(/[\w.]+/g) ?? [];
    });
    if (names.some((name) => isSame(resolveClass(project, ref.path, name), model))) found.push(ref);
  }
  for (const [path] of project.index.files) {
    if (!project.texts.get(path)?.includes('site.register(')) continue;
    for (const { value } of project.moduleOf(path).get('') ?? []) {
      if (value.kind !== 'call' || !/site\.register$/.test(nameIn(value.callee) ?? '')) continue;
      const [registered, admin] = value.args;
      const models = registered ? classesIn(project, path, registered) : [];
      const [cls] = admin ? classesIn(project, path, admin) : [];
      if (cls && models.some((one) => isSame(one, model))) found.push(cls);
    }
  }
  return found;
}

/** What a function or class is to Django or Celery beyond views and models; null for anything else. */
export function describeRole(project: SyntaxProject, ref: SymbolRef): string | null {
  const symbol = symbolAt(project.index, ref);
  const decorators = (symbol?.decorators ?? []).map((one) => one.slice(0, MAX_DECORATOR));
  const task = decorators.find((one) => /^(?:shared_task|[\w.]*\.task|periodic_task)\b/.test(one));
  if (task)
    return `a Celery task (\`@${task.split('\n')[0]!.slice(0, 80)}\`): call it directly or by \`.apply()\`, not through a broker`;
  const command = /(^|\/)management\/commands\/(\w+)\.py$/.exec(ref.path)?.[2];
  if (command) return `of the management command \`${command}\`: \`call_command("${command}", …)\` runs it`;
  const operations = /(^|\/)migrations\/\w+\.py$/.test(ref.path) ? findOperations(project, ref.path) : [];
  if (operations.length > 0) return `of a migration with ${operations.join(', ')}`;
  if (findAncestry(project.index, ref).outside.some((base) => /ModelAdmin$/.test(base)))
    return 'a class of the admin';
  return null;
}

/** Operations of a migration that do more than follow the models. */
export function findOperations(project: SyntaxProject, path: string): string[] {
  const operations = (project.moduleOf(path).get('Migration') ?? []).find(
    ({ target }) => target === 'operations',
  )?.value;
  const items: Expression[] = operations?.kind === 'list' ? operations.items : [];
  return [...new Set(items.map((one) => calleeName(one) ?? ''))].filter((name) =>
    /^(RunPython|RunSQL|AddConstraint|SeparateDatabaseAndState)$/.test(name),
  );
}

function isSame(a: SymbolRef | null, b: SymbolRef): boolean {
  return a !== null && idOf(a) === idOf(b);
}
