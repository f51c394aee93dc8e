/** The engine, except that "auto" is llama.cpp only the first time: PALIMPSEST_TEST_MARK is a file made by the first. */
import { existsSync, writeFileSync } from "node:fs";
import type { AdapterSpec } from "../../../src/core/audit/request.ts";
import { EngineServer } from "../../../src/engine/process/engineServer.ts";
import type { EngineSettings } from "../../../src/protocol/engine.ts";

const mark = process.env.PALIMPSEST_TEST_MARK as string;
const { open } = EngineServer.prototype;
EngineServer.prototype.open = function (file: string, settings: EngineSettings, adapters: readonly AdapterSpec[]) {
	const fallsBack = settings.engine === "auto" && existsSync(mark);
	writeFileSync(mark, "");
	return open.call(this, file, fallsBack ? { ...settings, engine: "bindings" } : settings, adapters);
};
await import("../../../src/engine/main.ts");
