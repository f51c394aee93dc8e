import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { platform } from "node:os";

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
	readonly pid: number;
	/** When it started, in the system's own words; empty where the system does not say. */
	readonly started: string;
}

/** This process. */
export function thisProcess(): ProcessIdentity {
	return { pid: process.pid, started: startOf(process.pid) };
}

/** Whether that very process still runs. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
	try {
		process.kill(pid, 0);
	} catch (error) {
		// A process of another user exists although we may not signal it.
		if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
	}
	return started === "" || startOf(pid) === started;
}

function startOf(pid: number): string {
	try {
		if (platform() === "linux") return linuxStart(pid);
		if (platform() === "darwin")
			return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
	} catch {
		// Gone meanwhile, or the system does not tell.
	}
	return "";
}

/** Clock ticks since boot (proc(5), field 22), and which boot. The command in field 2 may hold spaces and brackets. */
function linuxStart(pid: number): string {
	const status = readFileSync(`/proc/${pid}/stat`, "utf8");
	const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
	// A zombie has finished: only its parent has not looked yet.
	if (fields[0] === "Z") return "finished";
	return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${fields[19]}`;
}
