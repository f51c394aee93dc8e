/** What a process owes the one it started: signals go on to it, and it does not outlive us or whoever started us. */
import { readFileSync } from "node:fs";
import { constants } from "node:os";

/** Set for a process that a script of ours started, so that it ends with that script. */
export const WATCHED = "PALIMPSEST_WATCH_PARENT";
/** How often a parent is looked for, and how long an orphan may take to end by itself. In milliseconds. */
const LOOK_MS = 250;
const GRACE_MS = 1_200;

const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Hands signals on to a child and ends as it does.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<number>} its exit code, 128 and more for a signal
 */
export function follow(child) {
	for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("exit", (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 1)));
	});
}

/**
 * Ends this process when the one that started it is gone: an interrupted npm leaves its scripts behind. Only where
 * somebody waits for us, which npm does and our own scripts do: a command sent to the background outlives its shell.
 */
export function endWithParent() {
	if (!process.env.npm_lifecycle_event && !process.env[WATCHED]) return;
	const started = ancestors();
	const watch = setInterval(() => {
		if (ancestors() === started) return;
		clearInterval(watch);
		// First as Ctrl-C does it, so that what was measured is kept, then again, which waits for nothing.
		process.kill(process.pid, "SIGTERM");
		setTimeout(() => process.kill(process.pid, "SIGTERM"), GRACE_MS).unref();
		setTimeout(() => process.kill(process.pid, "SIGKILL"), GRACE_MS + LOOK_MS).unref();
	}, LOOK_MS);
	watch.unref();
}

/** Who started us, and who started them: npm puts a shell in between, which lives on when npm is killed. */
function ancestors() {
	const parent = process.ppid;
	try {
		process.kill(parent, 0);
	} catch (error) {
		if (/** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH") return "gone";
	}
	return `${parent} ${parentOf(parent)}`;
}

/** @param {number} pid */
function parentOf(pid) {
	try {
		// proc(5): the fields after the command, which may hold brackets itself, are the state and the parent.
		const status = readFileSync(`/proc/${pid}/stat`, "utf8");
		return status.slice(status.lastIndexOf(")") + 2).split(" ")[1];
	} catch {
		return "unknown";
	}
}
