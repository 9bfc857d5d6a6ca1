import type { Value } from '../builtin/python-values.ts';
import { renderValue } from '../builtin/python-values.ts';
import { basesOf, findDefinitions, lastName } from '../python/definitions.ts';
import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import { equalValues, numberOf, readWrittenValue } from './literal-values.ts';

/** A field that a serializer, form or model declares, with the options that stand written. */
export interface DeclaredField {
  name: string;
  /** `CharField`, `IntegerField`. */
  type: string;
  /** Null where an option is computed. */
  options: ReadonlyMap<string, Value | null>;
  /** The declaration on one line. */
  quote: string;
}

export interface FieldContract {
  kind: 'serializer' | 'form' | 'model';
  className: string;
  fields: DeclaredField[];
  methods: ReadonlySet<string>;
}

/** Methods that change what input or saving means: then the declared fields do not tell the whole contract. */
const OVERRIDES = [
  ...['__init__', '__new__', 'to_internal_value', 'run_validation', 'is_valid', 'get_fields', 'get_initial'],
  ...['full_clean', 'clean_fields', '_clean_fields', '_clean_form', 'save', 'build_standard_field'],
];

const BASES: Record<FieldContract['kind'], RegExp> = {
  serializer: /^(serializers\.)?(Serializer|ModelSerializer|HyperlinkedModelSerializer)$/,
  form: /^(forms\.)?(Form|ModelForm)$/,
  model: /^models\.Model$/,
};

/** The fields that a class declares itself; null when it is no such class, or overrides how its fields are used. */
export function readFieldContract(parser: PythonParser, target: Target): FieldContract | null {
  if (target.kind !== 'class') return null;
  return parser.withTree(target.source, (root) => {
    const definitions = findDefinitions(root);
    const owner = definitions.find(({ kind, owner }) => kind === 'class' && owner === null);
    if (!owner || owner.decorators.length > 0) return null;
    const bases = basesOf(owner);
    const kind = (['serializer', 'form', 'model'] as const).find(
      (one) => bases.length === 1 && BASES[one].test(bases[0]!),
    );
    const methods = new Set(
      definitions.filter((one) => one.kind === 'function' && one.owner === owner).map(({ name }) => name),
    );
    if (!kind || OVERRIDES.some((name) => methods.has(name))) return null;
    const body = owner.node.childForFieldName('body')!;
    return {
      kind,
      className: owner.name,
      methods,
      fields: body.namedChildren.flatMap((statement) => readField(statement)),
    };
  });
}

function readField(statement: SyntaxNode): DeclaredField[] {
  const assignment = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
  const left = assignment?.type === 'assignment' ? assignment.childForFieldName('left') : null;
  const call = assignment?.childForFieldName('right');
  if (left?.type !== 'identifier' || call?.type !== 'call') return [];
  const type = lastName(call.childForFieldName('function')!.text);
  const list = call.childForFieldName('arguments')!.namedChildren;
  if (!/Field$/.test(type) || list.some(({ type: kind }) => /splat/.test(kind))) return [];
  const options = new Map<string, Value | null>();
  for (const argument of list) {
    if (argument.type !== 'keyword_argument') continue;
    options.set(
      argument.childForFieldName('name')!.text,
      readWrittenValue(argument.childForFieldName('value')!),
    );
  }
  return [{ name: left.text, type, options, quote: statement.text.replace(/\s+/g, ' ').slice(0, 200) }];
}

/** How a given value breaks what its field declares, in words; null when it does not, or that is not certain. */
export function findBreach(kind: FieldContract['kind'], field: DeclaredField, value: Value): string | null {
  const shown = renderValue(value).expression.slice(0, 60);
  const isOn = (option: string): boolean => {
    const given = field.options.get(option);
    return given?.kind === 'bool' && given.value;
  };
  const isUnset = (option: string): boolean => {
    if (!field.options.has(option)) return true;
    const given = field.options.get(option);
    return given?.kind === 'bool' && !given.value;
  };
  if (isOn('read_only') || isOn('disabled')) return null;
  if (value.kind === 'none') {
    const allows = kind === 'serializer' ? 'allow_null' : kind === 'model' ? 'null' : 'required';
    const refuses = kind === 'form' ? !field.options.has('required') || isOn('required') : isUnset(allows);
    const isExempt =
      /^(AutoField|BigAutoField|BooleanField|NullBooleanField|JSONField|MultipleChoiceField)$/.test(
        field.type,
      );
    const blankModel = kind === 'model' && !isUnset('blank');
    return refuses && !isExempt && !blankModel && !field.options.has('default')
      ? `None where ${allows} is not allowed`.replace('required is not allowed', 'a value is required')
      : null;
  }
  if (value.kind === 'str') {
    const length = (kind === 'model' ? value.value : value.value.trim()).length;
    const max = limit(field, 'max_length');
    const min = limit(field, 'min_length');
    if (max !== null && length > max) return `a text of ${length} characters where max_length is ${max}`;
    if (min !== null && length < min && length > 0)
      return `a text of ${length} characters where min_length is ${min}`;
  }
  const number = value.kind === 'bool' ? null : numberOf(value);
  if (number !== null) {
    const max = limit(field, 'max_value');
    const min = limit(field, 'min_value');
    if (max !== null && number > max) return `${shown} where max_value is ${max}`;
    if (min !== null && number < min) return `${shown} where min_value is ${min}`;
  }
  return breaksChoices(field, value) ? `${shown}, which is none of the choices` : null;
}

/** Why a field that is not given at all breaks the contract; null when it need not be given. */
export function findMissing(contract: FieldContract, field: DeclaredField): string | null {
  const { options } = field;
  const isExempt =
    /^(BooleanField|NullBooleanField|HiddenField|SerializerMethodField|ReadOnlyField|MultipleChoiceField|FileField|ImageField|MultiValueField)$/.test(
      field.type,
    );
  if (contract.kind === 'model' || isExempt) return null;
  const frees = ['read_only', 'default', 'required', 'disabled'].some((name) => {
    const given = options.get(name);
    return options.has(name) && !(name === 'required' && given?.kind === 'bool' && given.value);
  });
  return frees ? null : `${field.name} is left out where it is required`;
}

/** Choices are compared as texts, as forms and serializers do. */
function breaksChoices(field: DeclaredField, value: Value): boolean {
  const choices = field.options.get('choices');
  if (!choices || !('items' in choices) || choices.items.length === 0 || 'items' in value) return false;
  if (value.kind === 'str' && value.value === '') return false;
  const values: Value[] = [];
  for (const choice of choices.items) {
    if (!('items' in choice)) values.push(choice);
    // A group of choices: its values stand one level deeper.
    else if (choice.items.length !== 2 || 'items' in choice.items[1]!) return false;
    else values.push(choice.items[0]!);
  }
  const text = (one: Value): string => (one.kind === 'str' ? one.value : renderValue(one).expression);
  return values.every((one) => text(one) !== text(value) && equalValues(one, value) === false);
}

function limit(field: DeclaredField, option: string): number | null {
  const given = field.options.get(option);
  return given ? numberOf(given) : null;
}
