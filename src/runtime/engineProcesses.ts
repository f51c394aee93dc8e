import type { EngineChoices } from "../core/audit/request.ts";
import { chooseBackend } from "../engine/client/chooseBackend.ts";
import type { HashCache } from "../engine/client/fileHash.ts";
import { modelIdentity } from "../engine/client/modelIdentity.ts";
import { openEngine } from "../engine/client/openEngine.ts";
import { quantiseModel } from "../engine/client/quantiseModel.ts";
import type { EngineSettings } from "../protocol/engine.ts";
import type { EnginePort } from "./enginePort.ts";

/** Tokens per decode that keep a GPU busy when questions share their batches. */
const PACKED_ON_GPU = 512;

/**
 * Models in engine processes, one each. What nobody chose is as in `settings`. `hashes` remembers the SHA-256 of files
 * between runs.
 */
export function engineProcesses(settings: EngineSettings, hashes?: HashCache): EnginePort {
	return {
		async identify(model, choices, engine) {
			const settled = await settle(settings, choices);
			const used = { ...settled, engine: engine === "bindings" ? engine : settled.engine };
			const { sha256, identity, adapters, backend, device, llamaCpp } = await modelIdentity(model, used, hashes);
			const recorded = device === undefined ? { ...used } : { ...used, device };
			return { sha256, key: identity, adapters, backend, llamaCpp, settings: recorded };
		},
		async open(model, choices, onDecoded, signal) {
			const { adapters = [] } = model;
			return openEngine(model.file, await settle(settings, choices), { onDecoded, signal, adapters });
		},
		async quantise(file, out, type, signal) {
			await quantiseModel(file, out, type, { signal });
		},
	};
}

/** The settings that choices make, with a backend that works here. Throws Problem("input") when the one chosen does not. */
async function settle(settings: EngineSettings, choices: EngineChoices): Promise<EngineSettings> {
	const settled = await chooseBackend({ ...settings, ...choices });
	const packs = settled.numericMode === "throughput" && settled.gpu !== "cpu";
	return packs ? { ...settled, batch: Math.max(settled.batch, PACKED_ON_GPU) } : settled;
}
