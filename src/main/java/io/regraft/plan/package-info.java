/** Rules applied to a checkpoint's names, shapes and dtypes: one expression per output tensor, checked before it runs. */
package io.regraft.plan;
