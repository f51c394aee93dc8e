import { Problem } from "../core/audit/problem.ts";
import type { Trainer } from "../core/model/trainer.ts";
import { AUTOMATIC } from "../protocol/engine.ts";
import { openStore } from "../store/openStore.ts";
import { storeFolder } from "../store/storeFolder.ts";
import type { Auditor } from "./auditor.ts";
import type { EnginePort } from "./enginePort.ts";
import { engineProcesses } from "./engineProcesses.ts";
import { StoredAuditor } from "./storedAuditor.ts";

export interface AuditorOptions {
	/** Folder of the store; without it PALIMPSEST_STORE, then the user's data folder. */
	readonly store?: string;
	/** Where models come from; without it one engine process each. */
	readonly engines?: EnginePort;
	/** Only what is stored: an audit that needs a model, or a training, ends with a Problem that says so. */
	readonly offline?: boolean;
	/** Trains copies of models where a request wants that; left out where nobody can. */
	readonly trainer?: Trainer;
}

export type OpenAuditor = (options?: AuditorOptions) => Promise<Auditor>;

/**
 * Opens the store and gives the audits over it. Loads no model: engines start when the first question is missing.
 * Throws Problem("store") when the folder cannot be written or the database is damaged.
 */
export async function openAuditor(options: AuditorOptions = {}): Promise<Auditor> {
	const { offline, trainer } = options;
	const store = openStore(storeFolder(options.store));
	const engines = options.engines ?? engineProcesses(AUTOMATIC, store.models.hashes);
	return new StoredAuditor({
		store,
		engines: offline ? storedOnly(engines) : engines,
		...(trainer ? { trainer: offline ? madeOnly(trainer) : trainer } : {}),
	});
}

/** Models that are known and never opened, nor written with smaller weights. */
function storedOnly({ identify, quantise }: EnginePort): EnginePort {
	const gone = (sentence: string, remedy: string) => Promise.reject(new Problem("store", sentence, remedy));
	const copyIsGone = () =>
		gone("A quantised copy that this needs is not in the store's folder.", "Run the audit itself, which makes it.");
	return {
		identify,
		open: () => gone("An answer that this needs is not stored.", "Run the audit itself, which asks the model for it."),
		...(quantise ? { quantise: copyIsGone } : {}),
	};
}

/** Copies that were made, and no others. */
function madeOnly({ settings, train }: Trainer): Trainer {
	const onTraining = () => {
		const sentence = "A relearned copy that this needs is not in the store's folder.";
		throw new Problem("store", sentence, "Run the audit itself, which trains it.");
	};
	return { settings, train: (task) => train({ ...task, onTraining }) };
}
