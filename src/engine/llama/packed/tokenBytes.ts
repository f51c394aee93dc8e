import type { EngineSettings } from "../../../protocol/engine.ts";
import { memoryNeed } from "../../memoryNeed.ts";
import type { NativeModel } from "../nativeModel.ts";

/** Bytes that keys and values of one token take. */
export async function tokenBytes(model: NativeModel, settings: EngineSettings): Promise<number> {
	const facts = await model.facts(settings);
	const { layers } = memoryNeed(facts, { ...settings, numericMode: "deterministic" });
	return Math.max(1, layers.reduce((sum, { cache }) => sum + cache, 0) / facts.context);
}
