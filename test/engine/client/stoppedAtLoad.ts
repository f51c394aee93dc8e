/** The engine, except that the first one is stopped while it loads: PALIMPSEST_TEST_MARK is a file made by the first. */
import { existsSync, writeFileSync } from "node:fs";
import { EngineServer } from "../../../src/engine/process/engineServer.ts";

const mark = process.env.PALIMPSEST_TEST_MARK as string;
const { open } = EngineServer.prototype;
EngineServer.prototype.open = function (...args) {
	if (!existsSync(mark)) {
		writeFileSync(mark, String(process.pid));
		process.kill(process.pid, "SIGSTOP");
	}
	return open.apply(this, args);
};
await import("../../../src/engine/main.ts");
