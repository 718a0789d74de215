import { UsageError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { OutboxPort, OutboxState, SettingsPort } from "../exporters/snmp/index.ts";
import type { EngineStatePort } from "../snmp/engine.ts";
import type { SdrCache } from "../sources/ipmi/options.ts";
import { StoreError } from "../store/errors.ts";
import { randomPassword } from "../store/secrets.ts";
import type { Store } from "../store/store.ts";
import type { AgentDoors } from "./doors.ts";

/**
 * Simulated and real hardware never share a state directory: accounts with published passwords and ids of simulated
 * boards must not reach production. UsageError `E_STATE_SIMULATED`.
 */
export async function claimDirectory(store: Store, simulated: boolean): Promise<void> {
  const file = store.openStateFile<{ simulated: boolean }>({
    name: "purpose",
    version: 1,
    decode: (raw) => {
      if (typeof (raw as { simulated?: unknown } | null)?.simulated !== "boolean")
        throw new StoreError("E_STATE_DAMAGED", "no purpose");
      return raw as { simulated: boolean };
    },
  });
  const found = await file.read();
  if ((found.kind === "value" || found.kind === "damaged-recovered") && found.value.simulated !== simulated) {
    const [is, wanted] = simulated ? ["real", "simulated"] : ["simulated", "real"];
    throw new UsageError(
      "E_STATE_SIMULATED",
      `${store.directory} holds the state of ${is} hardware and cannot be used for ${wanted}: give another --state-directory`,
      { directory: store.directory },
    );
  }
  if (found.kind !== "value") await file.write({ simulated });
}

/** The id of this agent, made once. */
export async function agentUuid(store: Store, doors: Pick<AgentDoors, "randomUuid">): Promise<string> {
  const file = store.openStateFile<{ uuid: string }>({
    name: "agent",
    version: 1,
    decode: (raw) => {
      const uuid = (raw as { uuid?: unknown } | null)?.uuid;
      if (typeof uuid !== "string" || !/^[0-9a-f-]{36}$/.test(uuid)) throw new StoreError("E_STATE_DAMAGED", "no UUID");
      return { uuid };
    },
  });
  const found = await file.read();
  if (found.kind === "value" || found.kind === "damaged-recovered") return found.value.uuid;
  const uuid = doors.randomUuid();
  await file.write({ uuid });
  return uuid;
}

/** Identity and boot count of the SNMP engine. Lost boots mean a new engine id, so that old messages stay old. */
export function snmpEngineState(store: Store, logger: Logger): EngineStatePort {
  const file = store.openStateFile<{ engineId: string; boots: number }>({
    name: "snmp-engine",
    version: 1,
    decode: (raw) => {
      const { engineId, boots } = (raw ?? {}) as { engineId?: unknown; boots?: unknown };
      if (typeof engineId !== "string" || !/^([0-9a-f]{2}){5,32}$/.test(engineId))
        throw new StoreError("E_STATE_DAMAGED", "no engine id");
      if (!Number.isInteger(boots)) throw new StoreError("E_STATE_DAMAGED", "no boots");
      return { engineId, boots: boots as number };
    },
  });
  return {
    async load() {
      const found = await file.read();
      if (found.kind === "damaged-lost") logger.error({ problem: found.problem }, "SNMP engine boots are lost");
      if (found.kind !== "value" && found.kind !== "damaged-recovered") return undefined;
      return { engineId: Buffer.from(found.value.engineId, "hex"), boots: found.value.boots };
    },
    store: ({ engineId, boots }) => file.write({ engineId: Buffer.from(engineId).toString("hex"), boots }),
  };
}

/** Texts that SNMP managers have set; lost ones are empty again. */
export function snmpSettings(store: Store, logger: Logger): SettingsPort {
  const file = store.openStateFile<Readonly<Record<string, string>>>({
    name: "snmp-settings",
    version: 1,
    decode: (raw) => {
      if (typeof raw !== "object" || raw === null || Object.values(raw).some((value) => typeof value !== "string"))
        throw new StoreError("E_STATE_DAMAGED", "not texts by name");
      return raw as Readonly<Record<string, string>>;
    },
  });
  return {
    async load() {
      const found = await file.read();
      if (found.kind === "damaged-lost") logger.error({ problem: found.problem }, "texts set by SNMP are lost");
      return found.kind === "value" || found.kind === "damaged-recovered" ? found.value : {};
    },
    store: (settings) => file.write(settings),
  };
}

/** Notifications of SNMP and which of them are acknowledged; lost ones are not sent again. */
const KEPT_NOTIFICATIONS = { capacity: 10_000, maximumBytes: 64 * 1024 * 1024 };

export async function snmpOutbox(store: Store, logger: Logger): Promise<OutboxPort> {
  const journal = await store.openJournal("snmp-notifications", KEPT_NOTIFICATIONS);
  const file = store.openStateFile<OutboxState>({
    name: "snmp-delivered",
    version: 1,
    decode: (raw) => {
      const state = (raw ?? {}) as Partial<OutboxState>;
      const disabled = state.disabled ?? [];
      const numbers = [...Object.values(state.delivered ?? {}), state.events?.sequence, ...disabled];
      if (
        typeof state.epoch !== "string" ||
        typeof state.events?.epoch !== "string" ||
        !numbers.every(Number.isInteger)
      )
        throw new StoreError("E_STATE_DAMAGED", "not the places of targets");
      return {
        epoch: state.epoch,
        delivered: state.delivered ?? {},
        events: state.events,
        configuration: state.configuration ?? null,
        disabled,
      };
    },
  });
  return {
    journal,
    async load() {
      const found = await file.read();
      if (found.kind === "damaged-lost")
        logger.error({ problem: found.problem }, "what SNMP targets have is not known");
      return found.kind === "value" || found.kind === "damaged-recovered" ? found.value : undefined;
    },
    store: (state) => file.write(state),
  };
}

const CACHED_SDR_BYTES = 4 * 1024 * 1024;

/** SDRs of former starts, one state file a repository. */
export function sdrCache(store: Store): SdrCache {
  const file = (key: string) =>
    store.openStateFile<string>({
      name: `sdr-${key
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-|-$/g, "")
        .slice(0, 120)}`,
      version: 1,
      decode: (raw) => {
        if (typeof raw !== "string") throw new StoreError("E_STATE_DAMAGED", "no bytes");
        return raw;
      },
    });
  return {
    async load(key) {
      const found = await file(key).read();
      if (found.kind !== "value" && found.kind !== "damaged-recovered") return undefined;
      return Buffer.from(found.value, "base64");
    },
    async store(key, bytes) {
      if (bytes.length <= CACHED_SDR_BYTES) await file(key).write(Buffer.from(bytes).toString("base64"));
    },
  };
}

/** The login that a simulation publishes. Made anew at every start. */
export interface SimulationLogin {
  readonly user: string;
  readonly password: string;
  readonly authPassword: string;
  readonly privPassword: string;
}

export function newSimulationLogin(doors: Pick<AgentDoors, "randomBytes">): SimulationLogin {
  const password = () => randomPassword(doors.randomBytes);
  return { user: "admin", password: password(), authPassword: password(), privPassword: password() };
}
