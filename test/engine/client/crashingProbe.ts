/** The engine, except that a driver crashes it as soon as a backend is tried. */
import { EngineServer } from "../../../src/engine/process/engineServer.ts";

EngineServer.prototype.probe = async () => {
	process.kill(process.pid, "SIGSEGV");
	return new Promise(() => {});
};
await import("../../../src/engine/main.ts");
