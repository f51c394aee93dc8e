import type { Policy } from "../core/audit/policy.ts";
import type { AuditRequest, ModelSpec } from "../core/audit/request.ts";
import type { Trainer } from "../core/model/trainer.ts";
import type { Probe } from "../core/probes/probe.ts";
import type { Store } from "../store/openStore.ts";
import type { RunRecord } from "../store/runRecord.ts";
import type { AuditorEvent } from "./auditor.ts";
import type { EnginePort } from "./enginePort.ts";
import type { Material } from "./material.ts";
import type { ModelAtHand, ModelsAtHand } from "./modelsAtHand.ts";
import type { ProgressMeter } from "./progressMeter.ts";
import type { ResidentModels } from "./residentModels.ts";

/** Everything an audit has gathered before its first question. */
export interface AuditParts {
	readonly run: RunRecord;
	readonly request: AuditRequest;
	/** The suite's, and those that were named. */
	readonly probes: readonly Probe[];
	readonly policy: Policy;
	readonly material: Material;
	readonly models: ModelsAtHand;
	readonly residents: ResidentModels;
	readonly engines: EnginePort;
	/** Finds out what another model is, to ask it in the target's place. */
	readonly meet: (spec: ModelSpec) => Promise<ModelAtHand>;
	/** Trains copies of the models, where somebody can. */
	readonly trainer?: Trainer;
	readonly store: Store;
	readonly meter: ProgressMeter;
	readonly signal: AbortSignal;
	readonly emit: (event: AuditorEvent) => void;
	/** ISO 8601. */
	readonly now: () => string;
}
