import { basesOf, bodyStatements, type Definition, lastName } from './definitions.ts';
import type { SyntaxNode } from './parser.ts';

/** What the class-level lines of a class decide, in a word that a maintainer knows. */
export type ClassRole =
  | 'Django model'
  | 'serializer'
  | 'form'
  | 'filter set'
  | 'view'
  | 'data class'
  | 'pydantic model';

const FIELD_CALL = /^(models|forms|serializers|filters|django_filters)\.\w+$/;

/** The role of a class whose own lines (fields, Meta, attributes) carry behaviour; null for any other. */
export function roleOf(definition: Definition): ClassRole | null {
  const full = basesOf(definition);
  const bases = full.map(lastName);
  const calls = new Set(ownCalls(definition).map((called) => called.split('.')[0]));
  if (full.includes('models.Model') || calls.has('models')) return 'Django model';
  const hasMeta = ownStatements(definition).some((statement) => statement.type === 'class_definition');
  if (calls.has('serializers') || (hasMeta && bases.some((base) => base.endsWith('Serializer'))))
    return 'serializer';
  if (bases.some((base) => /Form$/.test(base)) || calls.has('forms')) return 'form';
  if (bases.some((base) => base.endsWith('FilterSet'))) return 'filter set';
  if (bases.some((base) => /(View|ViewSet)$/.test(base))) return 'view';
  if (
    definition.decorators.some((decorator) =>
      /^(dataclass|define|frozen|attrs?|s|mutable)$/.test(lastName(decorator)),
    )
  ) {
    return 'data class';
  }
  return bases.some((base) => base === 'BaseModel' || base === 'BaseSettings') ? 'pydantic model' : null;
}

/** Statements of the class that are not methods or inner classes other than Meta. */
function ownStatements(definition: Definition): SyntaxNode[] {
  return bodyStatements(definition).filter((statement) => {
    if (statement.type === 'pass_statement') return false;
    const inner =
      statement.type === 'decorated_definition' ? statement.childForFieldName('definition') : statement;
    if (inner?.type === 'function_definition') return false;
    return inner?.type !== 'class_definition' || inner.childForFieldName('name')?.text === 'Meta';
  });
}

/** The inner definitions that have targets of their own, so that the class's own lines are compared without them. */
export function innerDefinitions(definition: Definition): SyntaxNode[] {
  const own = new Set(ownStatements(definition).map((statement) => statement.id));
  return bodyStatements(definition).filter((statement) => !own.has(statement.id));
}

/** Dotted names of what is called for the values of class attributes: `models.CharField`. */
function ownCalls(definition: Definition): string[] {
  return ownStatements(definition).flatMap((statement) => {
    const assignment = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
    const value = assignment?.type === 'assignment' ? assignment.childForFieldName('right') : null;
    const called = value?.type === 'call' ? value.childForFieldName('function')!.text : '';
    return FIELD_CALL.test(called) ? [called] : [];
  });
}

/** Why the own lines of a class are not worth a test; null when they may be. */
export function reasonClassIsTrivial(definition: Definition): string | null {
  if (ownStatements(definition).length === 0) return 'no lines of its own';
  const role = roleOf(definition);
  if (!role) return 'only constants or names at class level';
  if (
    role === 'view' &&
    !mentions(definition, /permission|authentication|throttle|login|queryset|serializer_class/i)
  ) {
    return 'only settings of a view';
  }
  const plain = role === 'data class' || role === 'pydantic model';
  if (plain && !mentions(definition, /\b(field|Field|ib|validator|converter|factory|Factory)\b/)) {
    return `a plain ${role}: only fields`;
  }
  return null;
}

function mentions(definition: Definition, pattern: RegExp): boolean {
  return ownStatements(definition).some((statement) => pattern.test(statement.text));
}
