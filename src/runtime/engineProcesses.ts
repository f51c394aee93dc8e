import type { HashCache } from "../engine/client/fileHash.ts";
import { modelIdentity } from "../engine/client/modelIdentity.ts";
import { openEngine } from "../engine/client/openEngine.ts";
import type { EngineSettings } from "../protocol/engine.ts";
import type { EnginePort } from "./enginePort.ts";

/** Models in engine processes, one each. `hashes` remembers the SHA-256 of files between runs. */
export function engineProcesses(settings: EngineSettings, hashes?: HashCache): EnginePort {
	return {
		async identify(file, engine) {
			const used = { ...settings, engine: engine === "bindings" ? engine : settings.engine };
			const { sha256, identity, backend, llamaCpp } = await modelIdentity({ file }, used, hashes);
			return { sha256, key: identity, backend, llamaCpp, settings: { ...used } };
		},
		open: (file, onDecoded, signal) => openEngine(file, settings, { onDecoded, signal }),
	};
}
