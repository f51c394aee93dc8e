/** The engine, except that it loads at once only the first time: PALIMPSEST_TEST_MARK is a file made by the first. */
import { existsSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineServer } from "../../../src/engine/process/engineServer.ts";

const mark = process.env.PALIMPSEST_TEST_MARK as string;
const { open } = EngineServer.prototype;
EngineServer.prototype.open = async function (...args) {
	if (existsSync(mark)) await sleep(Number(process.env.PALIMPSEST_TEST_DELAY));
	writeFileSync(mark, "");
	return open.apply(this, args);
};
await import("../../../src/engine/main.ts");
