import type { Domain } from "../../../hpi/domain.ts";
import type { ControlState, ControlValue } from "../../../hpi/rdr/control.ts";
import type { Control } from "../../../hpi/rdr/index.ts";
import { ErrorStatus, type ErrorStatusCode } from "../../../snmp/pdu.ts";
import type { Assignment, WrittenValue } from "../../../snmp/set.ts";
import type { ObjectStore } from "../../../snmp/store.ts";
import type { RowValues } from "../../../snmp/table.ts";
import { Rows } from "../rows.ts";
import { adminString } from "../text.ts";
import type { Commands, Wish } from "./commands.ts";
import { colors, entryOf, truth } from "./words.ts";

const Column = {
  name: 2,
  type: 3,
  output: 4,
  readOnly: 5,
  minimum: 6,
  maximum: 7,
  mode: 8,
  state: 9,
  text: 10,
  color: 11,
  onTime: 12,
  offTime: 13,
} as const;
const entry = entryOf(6);

const typeNumber = { digital: 1, discrete: 2, analog: 3, text: 4, led: 5 } as const;
const outputNumber = { led: 1, "fan-speed": 2, "power-level": 3, oem: 4 } as const;
const ledModes = ["off", "on", "blink", "lamp-test"] as const;
const UNKNOWN_COLOR = colors.length + 1;
/** Blinking that a SET leaves open. */
const BLINK_MS = 500;
const LONGEST_BLINK_MS = 60_000;

type Led = Extract<ControlState, { type: "led" }>;

/** Columns of one control that a SET names. */
type Part = Readonly<Record<number, WrittenValue>>;

/** hpiAgentControlTable: what can be set on resources. */
export class ControlTable {
  readonly #domain: Domain;
  readonly #rows: Rows<number>;
  /** Controls by index. */
  readonly #ids = new Map<string, number>();
  readonly #indexes = new Map<number, string>();

  constructor(domain: Domain, store: ObjectStore, commands: Commands) {
    this.#domain = domain;
    const writable = (number: number) =>
      commands.writer([...entry, number], (assignment: Assignment) => this.#wish(number, assignment));
    const integer = (number: number) => ({ number, syntax: "Integer32" }) as const;
    this.#rows = new Rows(
      store.table(entry, [
        { number: Column.name, syntax: "OctetString" },
        ...[Column.type, Column.output, Column.readOnly, Column.minimum, Column.maximum].map(integer),
        ...[Column.mode, Column.state, Column.color].map((n) => ({ ...integer(n), write: writable(n) })),
        { number: Column.text, syntax: "OctetString", write: writable(Column.text) },
        ...[Column.onTime, Column.offTime].map(
          (number) => ({ number, syntax: "Unsigned32", write: writable(number) }) as const,
        ),
      ]),
    );
  }

  batch(change: () => void): void {
    this.#rows.batch(change);
  }

  put(control: Control): void {
    const index = `${control.resourceId}.${control.number}`;
    this.#ids.set(index, control.id);
    this.#indexes.set(control.id, index);
    this.#rows.put(control.id, [control.resourceId, control.number], {
      [Column.name]: adminString(control.name),
      [Column.type]: typeNumber[control.type],
      [Column.output]: outputNumber[control.output],
      [Column.readOnly]: truth(control.readOnly),
      [Column.minimum]: control.type === "analog" ? control.minimum : undefined,
      [Column.maximum]: control.type === "analog" ? control.maximum : undefined,
      ...stateColumns(control, this.#domain.control(control.id)),
    });
  }

  /** Shows what a control is set to. */
  update(controlId: number): void {
    const control = this.#domain.instrument(controlId);
    if (control?.kind === "control" && this.#rows.has(controlId)) this.put(control as Control);
  }

  remove(controlId: number): void {
    this.#rows.remove(controlId);
    this.#ids.delete(this.#indexes.get(controlId) ?? "");
    this.#indexes.delete(controlId);
  }

  #wish(column: number, { index, value }: Assignment): Wish<Part> | ErrorStatusCode {
    const control = this.#domain.instrument(this.#ids.get(index.join(".")) ?? -1);
    if (control?.kind !== "control") return ErrorStatus.inconsistentName;
    if (control.readOnly) return ErrorStatus.notWritable;
    const refused = refusal(control as Control, column, value);
    if (refused !== ErrorStatus.noError) return refused;
    const { id: controlId, resourceId } = control;
    return {
      target: `control ${controlId}`,
      part: { [column]: value },
      request: (parts) => ({
        kind: "set-control",
        resourceId,
        controlId,
        desired: desired(control as Control, this.#domain.control(controlId), Object.assign({}, ...parts)),
      }),
    };
  }
}

/** The columns of the type of a control; those of other types have no instance. */
function stateColumns(control: Control, value: ControlValue | undefined): RowValues {
  const led = value?.state.type === "led" ? value.state : undefined;
  const isLed = control.type === "led";
  return {
    [Column.mode]: value?.mode === "manual" ? 2 : 1,
    [Column.state]: control.type === "text" ? undefined : numberOf(value?.state),
    [Column.text]: control.type === "text" ? textOf(value?.state) : undefined,
    [Column.color]: isLed ? colorNumber(led) : undefined,
    [Column.onTime]: isLed ? (led?.onMs ?? 0) : undefined,
    [Column.offTime]: isLed ? (led?.offMs ?? 0) : undefined,
  };
}

function numberOf(state: ControlState | undefined): number {
  switch (state?.type) {
    case "digital":
      return state.on ? 1 : 0;
    case "discrete":
    case "analog":
      return Math.max(-0x80000000, Math.min(0x7fffffff, Math.round(state.value)));
    case "led":
      return ledModes.indexOf(state.mode);
    default:
      return 0;
  }
}

function textOf(state: ControlState | undefined): string {
  return state?.type === "text" ? adminString(state.text) : "";
}

function colorNumber(led: Led | undefined): number {
  return led?.color === undefined || led.color === null ? UNKNOWN_COLOR : colors.indexOf(led.color) + 1;
}

/** Why a control cannot be given this value. */
function refusal(control: Control, column: number, value: WrittenValue): ErrorStatusCode {
  const number = Number(value);
  const between = (least: number, most: number): ErrorStatusCode =>
    number >= least && number <= most ? ErrorStatus.noError : ErrorStatus.wrongValue;
  switch (column) {
    case Column.mode:
      if (number !== 1 && number !== 2) return ErrorStatus.wrongValue;
      return control.modes.includes(number === 1 ? "auto" : "manual")
        ? ErrorStatus.noError
        : ErrorStatus.inconsistentValue;
    case Column.state:
      if (control.type === "digital") return between(0, 1);
      if (control.type === "led") return between(0, ledModes.length - 1);
      if (control.type === "text") return ErrorStatus.noCreation;
      return between(control.minimum ?? 0, control.maximum ?? 0x7fffffff);
    case Column.text:
      if (control.type !== "text") return ErrorStatus.noCreation;
      return (value as Uint8Array).length <= 255 ? ErrorStatus.noError : ErrorStatus.wrongLength;
    case Column.color: {
      if (control.type !== "led") return ErrorStatus.noCreation;
      const color = colors[number - 1];
      if (color === undefined) return ErrorStatus.wrongValue;
      return control.colors === undefined || control.colors.includes(color)
        ? ErrorStatus.noError
        : ErrorStatus.inconsistentValue;
    }
    default:
      return control.type === "led" ? between(0, LONGEST_BLINK_MS) : ErrorStatus.noCreation;
  }
}

/** What a control shall be set to: what the SET names, and for the rest what it is set to now. */
function desired(control: Control, now: ControlValue | undefined, part: Part): ControlValue {
  const mode = part[Column.mode];
  const others = Object.keys(part).length > (mode === undefined ? 0 : 1);
  const asked = mode === undefined ? (others ? "manual" : now?.mode) : Number(mode) === 1 ? "auto" : "manual";
  return { mode: asked ?? "manual", state: desiredState(control, now?.state, part) };
}

function desiredState(control: Control, now: ControlState | undefined, part: Part): ControlState {
  const number = Number(part[Column.state] ?? numberOf(now));
  switch (control.type) {
    case "digital":
      return { type: "digital", on: number === 1 };
    case "text": {
      const text = part[Column.text];
      return {
        type: "text",
        text: text === undefined ? textOf(now) : Buffer.from(text as Uint8Array).toString("utf8"),
      };
    }
    case "led":
      return desiredLed(control, now?.type === "led" ? now : undefined, number, part);
    default:
      return { type: control.type, value: number };
  }
}

function desiredLed(control: Control, now: Led | undefined, state: number, part: Part): Led {
  const mode = ledModes[state] ?? "off";
  const color = part[Column.color];
  const time = (column: number, known: number | undefined): number =>
    mode === "blink" ? Number(part[column] ?? (known || BLINK_MS)) : 0;
  return {
    type: "led",
    mode,
    color: color === undefined ? (now?.color ?? control.colors?.[0] ?? null) : (colors[Number(color) - 1] ?? null),
    onMs: time(Column.onTime, now?.onMs),
    offMs: time(Column.offTime, now?.offMs),
  };
}
