/** How often the parent's existence is checked besides the channel's end, in milliseconds. */
const INTERVAL = 1000;

/**
 * Ends this process when its parent is gone: at the end of the channel, which also follows the parent's SIGKILL, or
 * when the parent's id changes. By SIGKILL, because a decode may be running on another thread, and an orderly exit
 * would free the model under it.
 */
export function exitWithParent(): void {
	const parent = process.ppid;
	process.on("disconnect", die);
	setInterval(() => {
		if (process.ppid !== parent) die();
	}, INTERVAL).unref();
}

export function die(): void {
	process.kill(process.pid, "SIGKILL");
}
