/** Small rewrites of expressions, a class each; every one keeps the bytes. */
package io.regraft.plan.rewrite;
