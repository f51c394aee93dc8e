import type { AdapterSpec, EngineChoices, ModelSpec, ModelSpecs } from "../core/audit/request.ts";
import type { ModelDescription } from "../core/model/languageModel.ts";
import { ROLES, type Role } from "../core/model/question.ts";
import type { Store } from "../store/openStore.ts";
import { throwIfCancelled } from "./cancelled.ts";
import type { EnginePort, ModelIdentity } from "./enginePort.ts";
import type { ResidentModels } from "./residentModels.ts";

/** A model of an audit: everything known of it, whether it is open or not. */
export interface ModelAtHand {
	/** The identity's: equal keys share one engine and one set of answers. */
	readonly key: string;
	/** Absolute path. */
	readonly file: string;
	readonly adapters: readonly AdapterSpec[];
	readonly sha256: string;
	readonly identity: ModelIdentity;
	readonly description: ModelDescription;
}

export type ModelsAtHand = Readonly<Partial<Record<Role, ModelAtHand>>> & { readonly target: ModelAtHand };

export interface ModelSources {
	readonly store: Store;
	readonly engines: EnginePort;
	readonly choices: EngineChoices;
	readonly residents: ResidentModels;
	readonly signal: AbortSignal;
	/** A model never seen before is about to be opened. */
	readonly onLoading: (role: Role | "other", file: string, backend: string) => void;
}

/**
 * Finds out what each model is. What an earlier audit learnt is in the store; only a model never seen before is opened,
 * and stays open, as it will be asked soon. Throws `Problem` with the file and the remedy.
 */
export async function modelsAtHand(specs: ModelSpecs, sources: ModelSources): Promise<ModelsAtHand> {
	const target = await modelAtHand("target", specs.target, sources);
	const others: Partial<Record<Role, ModelAtHand>> = {};
	for (const role of ROLES) {
		const spec = specs[role];
		if (role !== "target" && spec) others[role] = await modelAtHand(role, spec, sources);
	}
	return { target, ...others };
}

/** The same for one model. */
export async function modelAtHand(role: Role | "other", spec: ModelSpec, sources: ModelSources): Promise<ModelAtHand> {
	const { store, engines, choices, residents, signal, onLoading } = sources;
	const { file, adapters = [] } = spec;
	let identity = await engines.identify(spec, choices);
	throwIfCancelled(signal);
	if (!store.models.description(identity.key)) {
		onLoading(role, file, identity.backend);
		for await (const description of residents.lend(spec, described)) {
			// Another of our engines may have had to step in; its answers are never taken for this one's.
			identity = await engines.identify(spec, choices, description.engine);
			store.models.describe(identity.key, description);
		}
		throwIfCancelled(signal);
	}
	// Read back, so that a run that opened the model and one that did not hold the same bytes.
	const description = store.models.description(identity.key);
	if (!description) throw new Error("a model's description was stored and is gone");
	const { key, sha256 } = identity;
	return { key, file, adapters, sha256, identity, description };
}

async function* described(model: {
	readonly description: ModelDescription;
}): AsyncGenerator<ModelDescription, void, void> {
	yield model.description;
}
