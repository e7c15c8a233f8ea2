"""The flows that a person walks: read from data, replayed from answers, proved over every walk. (pure)"""
