package io.regraft.format.pytorch;

import io.regraft.format.pytorch.pickle.Entry;
import io.regraft.format.pytorch.pickle.NewValue;
import io.regraft.format.pytorch.pickle.Node;
import io.regraft.format.pytorch.pickle.PickleEdit;

/** Where an object stands in the object that holds it. */
sealed interface Place {

    /** Puts another object there. */
    void replace(PickleEdit edit, NewValue value);

    /** The same for all places that are one: a container under two names has each of its places once. */
    Object identity();

    record Root() implements Place {
        @Override
        public void replace(PickleEdit edit, NewValue value) {
            edit.replaceRoot(value);
        }

        @Override
        public Object identity() {
            return this;
        }
    }

    record InMapping(Entry entry) implements Place {
        private record Slot(int owner, int number) {}

        @Override
        public void replace(PickleEdit edit, NewValue value) {
            edit.replaceValue(entry, value);
        }

        @Override
        public Object identity() {
            return new Slot(entry.owner().id(), entry.number());
        }
    }

    record InSequence(Node sequence, int index) implements Place {
        @Override
        public void replace(PickleEdit edit, NewValue value) {
            edit.replaceItem(sequence, index, value);
        }

        @Override
        public Object identity() {
            return this;
        }
    }

    /** An argument of the call that makes a named tuple or the like. */
    record InArguments(Node call, int index) implements Place {
        @Override
        public void replace(PickleEdit edit, NewValue value) {
            edit.replaceArgument(call, index, value);
        }

        @Override
        public Object identity() {
            return this;
        }
    }
}
