class Problem(Exception):
    def __str__(self):
        return 'own text ' + str(self.args)
import_marker = 1
raise Problem(1, 'x')
