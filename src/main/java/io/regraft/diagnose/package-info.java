/** A checkpoint against a target: what differs, why, and the rule that would mend it. */
package io.regraft.diagnose;
