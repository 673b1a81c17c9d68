"""What a learner has done: kept in one small file on this machine, and sent nowhere."""
