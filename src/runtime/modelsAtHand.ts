import { basename } from "node:path";
import { Problem } from "../core/audit/problem.ts";
import type { ModelSpecs } from "../core/audit/request.ts";
import type { ModelDescription } from "../core/model/languageModel.ts";
import { ROLES, type Role } from "../core/model/question.ts";
import { fileSystemRefusal } from "../formats/refusal.ts";
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
	readonly sha256: string;
	readonly identity: ModelIdentity;
	readonly description: ModelDescription;
}

export type ModelsAtHand = Readonly<Partial<Record<Role, ModelAtHand>>> & { readonly target: ModelAtHand };

export interface ModelSources {
	readonly store: Store;
	readonly engines: EnginePort;
	readonly residents: ResidentModels;
	readonly signal: AbortSignal;
	/** A model never seen before is about to be opened. */
	readonly onLoading: (role: Role, file: string, backend: string) => void;
}

/**
 * Finds out what each model is. What an earlier audit learnt is in the store; only a model never seen before is opened,
 * and stays open, as it will be asked soon. Throws `Problem` with the file and the remedy.
 */
export async function modelsAtHand(specs: ModelSpecs, sources: ModelSources): Promise<ModelsAtHand> {
	const target = await modelAtHand("target", specs.target.file, sources);
	const others: Partial<Record<Role, ModelAtHand>> = {};
	for (const role of ROLES) {
		const spec = specs[role];
		if (role !== "target" && spec) others[role] = await modelAtHand(role, spec.file, sources);
	}
	return { target, ...others };
}

async function modelAtHand(role: Role, file: string, sources: ModelSources): Promise<ModelAtHand> {
	const { store, engines, residents, signal, onLoading } = sources;
	const sha256 = await fileHash(file, store, signal);
	throwIfCancelled(signal);
	const identity = await engines.identify(file, sha256);
	const { key } = identity;
	if (!store.models.description(key)) {
		onLoading(role, file, identity.backend);
		for await (const description of residents.lend({ key, file }, described)) store.models.describe(key, description);
		throwIfCancelled(signal);
	}
	// Read back, so that a run that opened the model and one that did not hold the same bytes.
	const description = store.models.description(key);
	if (!description) throw new Error("a model's description was stored and is gone");
	// Copies of one file are one model under several names: a result then names the file it was given.
	return { key, file, sha256, identity, description: { ...description, name: description.name || basename(file) } };
}

async function* described(model: {
	readonly description: ModelDescription;
}): AsyncGenerator<ModelDescription, void, void> {
	yield model.description;
}

async function fileHash(file: string, store: Store, signal: AbortSignal): Promise<string> {
	try {
		return await store.models.fileHash(file, signal);
	} catch (error) {
		if (error instanceof Problem || signal.aborted) throw error;
		const code = (error as NodeJS.ErrnoException).code;
		if (code === "EISDIR") throw new Problem("input", `The model ${file} is a folder.`, "Name a GGUF file in it.");
		const { message, remedy } = fileSystemRefusal(file, error);
		throw new Problem("input", `The model ${message}`, remedy);
	}
}
