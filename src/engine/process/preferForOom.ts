import { writeFileSync } from "node:fs";

/** On Linux, offers this process first when memory runs out: the server and the editor must survive a large model. */
export function preferForOom(): void {
	if (process.platform !== "linux") return;
	try {
		writeFileSync("/proc/self/oom_score_adj", "1000");
	} catch {
		// Not permitted in some containers; then the kernel chooses.
	}
}
