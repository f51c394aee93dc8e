/** The engine, except that it may take only LIMIT_MB more of address space from when a model is opened, or was. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { EngineServer } from "../../src/engine/process/engineServer.ts";

const { open } = EngineServer.prototype;
const { LIMIT_MB = "", LIMIT_FROM = "" } = process.env;

EngineServer.prototype.open = async function (...args) {
	if (LIMIT_FROM === "loading") limit();
	const opened = await open.apply(this, args);
	if (LIMIT_FROM === "open") limit();
	return opened;
};
await import("../../src/engine/main.ts");

function limit(): void {
	const [, kilobytes] = /VmSize:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
	const bytes = Number(kilobytes) * 1024 + Number(LIMIT_MB) * 1024 ** 2;
	execFileSync("prlimit", [`--pid=${process.pid}`, `--as=${bytes}:${bytes}`]);
}
