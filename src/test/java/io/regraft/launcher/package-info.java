/** Tests of the script {@code regraft}, as a process. */
package io.regraft.launcher;
