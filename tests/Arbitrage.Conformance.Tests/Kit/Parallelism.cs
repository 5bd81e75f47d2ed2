// Most of these cases wait for a paced push, a back-off or a poll: more of them than there are cores go at once.
[assembly: CollectionBehavior(MaxParallelThreads = 8)]
